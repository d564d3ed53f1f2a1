#pragma once
// Listening and connecting, over TCP loopback or Unix sockets.

#include <sys/socket.h>

#include <string>
#include <string_view>

#include "harness/descriptor.h"

namespace harness {

enum class Transport { tcp, unix_socket };

/// Where a server is reached.
struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  Transport transport() const { return storage.ss_family == AF_UNIX ? Transport::unix_socket : Transport::tcp; }
};

/// Parses ADDRESS:PORT (IPv4 or [IPv6]) or unix:PATH. Throws UsageError.
Address parse_address(std::string_view text);

/// A socket listening on `text` as parse_address reads it; a socket file on which nobody listens any more is replaced. Throws UsageError
/// naming the address and the reason.
Descriptor listen_on(std::string_view text);

/// The file of a Unix address with a path; else "".
std::string socket_file(std::string_view text);

/// A socket listening on loopback: a free TCP port, or an abstract Unix name that ends with the socket.
Descriptor listen_anywhere(Transport transport);

/// The bound address, and as text ("127.0.0.1:8080", "unix:/tmp/x").
Address bound_address(int socket);
std::string address_of(int socket);
std::string to_string(const Address& address);

/// Connects, without delay for small writes (TCP_NODELAY); blocking. Throws std::system_error.
Descriptor connect_to(const Address& address);

}  // namespace harness
