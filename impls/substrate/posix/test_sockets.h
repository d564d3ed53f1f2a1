#pragma once
// For unit tests: both ends of a connection, over TCP loopback or Unix sockets.

#include <netinet/in.h>
#include <sys/socket.h>

#include "impls/substrate/posix/descriptor.h"
#include "impls/substrate/posix/sockets.h"

namespace impls::substrate {

/// Listens on a name that the kernel chooses.
inline Descriptor listen_on(sa_family_t family) {
  Descriptor listener(check(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  sockaddr_storage address{};
  address.ss_family = family;
  if (family == AF_INET) reinterpret_cast<sockaddr_in*>(&address)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const socklen_t size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sa_family_t);
  check(bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size), "bind");
  check(listen(listener.get(), 64), "listen");
  return listener;
}

inline Descriptor connect_to(const Descriptor& listener) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  check(getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
  Descriptor connected(check(socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  check(connect(connected.get(), reinterpret_cast<sockaddr*>(&address), size), "connect");
  return connected;
}

}  // namespace impls::substrate
