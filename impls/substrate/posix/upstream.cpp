// Connecting to the upstream server.
#include "impls/substrate/posix/upstream.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include "impls/substrate/posix/sockets.h"

namespace impls::substrate {
namespace {

void limit_sends(int socket, timeval patience) {  // and connecting
  check(setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience), "setsockopt SO_SNDTIMEO");
}

}  // namespace

Descriptor connect_upstream(std::string_view path, Calls calls) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return {};
  std::memcpy(address.sun_path, path.data(), path.size());
  Descriptor connected(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!connected) return {};
  limit_sends(connected.get(), {.tv_sec = 0, .tv_usec = 100'000});
  while (connect(connected.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0)
    if (errno != EINTR) return {};
  if (calls == Calls::non_blocking)
    check(fcntl(connected.get(), F_SETFL, O_NONBLOCK), "fcntl F_SETFL");
  else
    limit_sends(connected.get(), {});
  return connected;
}

}  // namespace impls::substrate
