// Connecting to a server, the same for every implementation of a client.
#include "impls/substrate/posix/connect.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/un.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <system_error>

#include "impls/substrate/posix/sockets.h"

namespace impls::substrate {
namespace {

constexpr std::string_view unix_prefix = "unix:";

}  // namespace

Address::Address(std::string_view text) : text_(text) {
  const auto fail = [&] { throw std::runtime_error("'" + text_ + "' is no address: unix:/path or 127.0.0.1:port"); };
  if (text.starts_with(unix_prefix)) {
    const std::string_view path = text.substr(unix_prefix.size());
    auto& to = reinterpret_cast<sockaddr_un&>(storage_);
    if (path.empty() || path.size() >= sizeof to.sun_path) fail();
    to.sun_family = AF_UNIX;
    std::memcpy(to.sun_path, path.data(), path.size());
    size_ = sizeof to;
    return;
  }
  const std::size_t colon = text.rfind(':');
  const std::string host(text.substr(0, colon));
  const std::string_view port = colon == text.npos ? "" : text.substr(colon + 1);
  auto& to = reinterpret_cast<sockaddr_in&>(storage_);
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc() || end != port.data() + port.size() || inet_pton(AF_INET, host.c_str(), &to.sin_addr) != 1) fail();
  to.sin_family = AF_INET;
  to.sin_port = htons(number);
  size_ = sizeof to;
}

Descriptor Address::connect(Calls calls) const {
  Descriptor socket(check(::socket(family(), SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  int result = -1;
  do result = ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&storage_), size_);
  while (result < 0 && errno == EINTR);
  if (result < 0) throw std::runtime_error("no connection to " + text_ + ": " + std::generic_category().message(errno));
  const int on = 1;
  if (family() != AF_UNIX) setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // fails only if the peer is gone
  if (calls == Calls::non_blocking) check(fcntl(socket.get(), F_SETFL, O_RDWR | O_NONBLOCK), "fcntl F_SETFL");
  return socket;
}

bool is_spent(int socket) {
  pollfd asked{.fd = socket, .events = POLLIN | POLLRDHUP, .revents = 0};
  return check(poll(&asked, 1, 0), "poll") != 0;
}

}  // namespace impls::substrate
