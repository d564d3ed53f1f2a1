// Listening and connecting, over TCP loopback or Unix sockets.
#include "harness/sockets.h"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstring>

#include "harness/errors.h"

namespace harness {
namespace {

constexpr int backlog = 4096;

// The whole text, and no larger than the type holds.
bool whole_number(std::string_view text, std::uint16_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

Address unix_address(std::string_view path) {
  sockaddr_un un{};
  un.sun_family = AF_UNIX;
  if (path.size() >= sizeof un.sun_path) throw UsageError(fmt::format("unix:{} is longer than a socket's path may be", path));
  std::ranges::copy(path, un.sun_path);
  Address address;
  std::memcpy(&address.storage, &un, sizeof un);
  address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + (path.empty() || path[0] == '\0' ? 0 : 1));
  return address;
}

const sockaddr* raw(const Address& address) { return reinterpret_cast<const sockaddr*>(&address.storage); }

Descriptor listen_at(const Address& address) {
  Descriptor socket(check(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  const int on = 1;
  if (address.transport() == Transport::tcp)
    check(setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "setsockopt SO_REUSEADDR");
  check(bind(socket.get(), raw(address), address.size), "bind");
  check(listen(socket.get(), backlog), "listen");
  return socket;
}

// Whether `path` is a socket that an ended process left behind. Throws UsageError if somebody listens, or if it is something else.
bool left_behind(const std::string& path, const Address& address) {
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0) return false;
  if (!S_ISSOCK(found.st_mode)) throw UsageError(fmt::format("cannot listen on unix:{0}: {0} exists and is not a socket", path));
  const Descriptor socket(check(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket"));
  if (connect(socket.get(), raw(address), address.size) != 0 && errno == ECONNREFUSED) return true;
  throw UsageError(fmt::format("cannot listen on unix:{}: another process listens there", path));
}

}  // namespace

Address parse_address(std::string_view text) {
  if (text.starts_with("unix:") && text.size() > 5) return unix_address(text.substr(5));
  const auto colon = text.rfind(':');
  std::string host(text.substr(0, colon == std::string_view::npos ? 0 : colon));
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  std::uint16_t port = 0;
  const bool port_read = colon != std::string_view::npos && whole_number(text.substr(colon + 1), port);
  Address address;
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (host == "localhost") host = "127.0.0.1";
  if (port_read && inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&address.storage, &v4, address.size = sizeof v4);
  } else if (port_read && inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&address.storage, &v6, address.size = sizeof v6);
  } else {
    throw UsageError(fmt::format("'{}' is not ADDRESS:PORT (as 127.0.0.1:8080) or unix:PATH", text));
  }
  return address;
}

Descriptor listen_on(std::string_view text) {
  const Address address = parse_address(text);
  if (const std::string file = socket_file(text); !file.empty() && left_behind(file, address)) unlink(file.c_str());
  try {
    return listen_at(address);
  } catch (const std::system_error& error) {
    throw UsageError(fmt::format("cannot listen on {}: {}", text, error.what()));
  }
}

std::string socket_file(std::string_view text) {
  return text.starts_with("unix:") && text.size() > 5 && text[5] != '\0' ? std::string(text.substr(5)) : "";
}

Descriptor listen_anywhere(Transport transport) {
  return listen_at(transport == Transport::tcp ? parse_address("127.0.0.1:0") : unix_address({}));  // an empty path: the kernel names it
}

Address bound_address(int socket) {
  Address address;
  address.size = sizeof address.storage;
  check(getsockname(socket, reinterpret_cast<sockaddr*>(&address.storage), &address.size), "getsockname");
  return address;
}

std::string address_of(int socket) { return to_string(bound_address(socket)); }

std::string to_string(const Address& address) {
  char host[INET6_ADDRSTRLEN] = "";
  if (address.storage.ss_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address.storage, sizeof v4);
    inet_ntop(AF_INET, &v4.sin_addr, host, sizeof host);
    return fmt::format("{}:{}", host, ntohs(v4.sin_port));
  }
  if (address.storage.ss_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &address.storage, sizeof v6);
    inet_ntop(AF_INET6, &v6.sin6_addr, host, sizeof host);
    return fmt::format("[{}]:{}", host, ntohs(v6.sin6_port));
  }
  sockaddr_un un;
  std::memcpy(&un, &address.storage, sizeof un);
  const std::size_t size = address.size - offsetof(sockaddr_un, sun_path);
  if (size > 0 && un.sun_path[0] == '\0') return "unix:@" + std::string(un.sun_path + 1, size - 1);
  return "unix:" + std::string(un.sun_path);
}

Descriptor connect_to(const Address& address) {
  Descriptor socket(check(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  const int on = 1;
  if (address.transport() == Transport::tcp)
    check(setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "setsockopt TCP_NODELAY");
  check(connect(socket.get(), raw(address), address.size), "connect");
  return socket;
}

}  // namespace harness
