// Connecting to the upstream server.
#include "impls/substrate/posix/upstream.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>

#include "impls/substrate/posix/sockets.h"

namespace impls::substrate {

Descriptor connect_upstream(std::string_view path, Calls calls) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return {};
  std::memcpy(address.sun_path, path.data(), path.size());
  Descriptor connected(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!connected || connect(connected.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) return {};
  if (calls == Calls::blocking) check(fcntl(connected.get(), F_SETFL, 0), "fcntl F_SETFL");
  return connected;
}

}  // namespace impls::substrate
