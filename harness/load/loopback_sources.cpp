// Source addresses of loopback, one after the other.
#include "harness/load/loopback_sources.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include "harness/errors.h"

namespace harness {
namespace {

constexpr std::uint32_t most_sources = 64;

}  // namespace

void LoopbackSources::bind(int socket, const Address& destination) {
  if (destination.storage.ss_family != AF_INET) return;
  const int on = 1;
  setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);  // the port is chosen when the destination is known
  sockaddr_in source{};
  source.sin_family = AF_INET;
  source.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + taken_++ % most_sources);
  check(::bind(socket, reinterpret_cast<const sockaddr*>(&source), sizeof source), "bind");
}

}  // namespace harness
