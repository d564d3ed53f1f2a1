#pragma once
// Where connections come from that live for a moment: each leaves its port in TIME_WAIT, so one address would run out of ports.

#include <cstdint>

#include "harness/sockets.h"

namespace harness {

class LoopbackSources {
 public:
  /// Binds the socket to the next of 64 addresses. IPv4 loopback only, where every address 127.x.y.z is ours; elsewhere the kernel chooses.
  void bind(int socket, const Address& destination);

 private:
  std::uint32_t taken_ = 0;
};

}  // namespace harness
