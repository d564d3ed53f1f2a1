#pragma once
// Connections that live for one request: connect, ask, be answered, hang up, begin again.

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "harness/descriptor.h"
#include "harness/load/loopback_sources.h"
#include "harness/load/target.h"
#include "harness/sockets.h"

namespace harness {

/// So many connections at once, from one thread. The client hangs up once it has its reply, with an ordinary close: so TIME_WAIT is the
/// client's, and it takes a source address of loopback after the other, each with ports of its own.
class Churn {
 public:
  Churn(const Address& address, const workloads::ServiceWorkload& workload, int at_once, std::chrono::nanoseconds timeout,
        std::uint64_t seed);
  Churn(const Churn&) = delete;
  ~Churn();

  /// For `duration`, then waits for the replies that are out. `requests` counts connections that were answered; at both edges none is
  /// open. Throws CannotMeasure if the machine refuses a connection, Interrupted.
  ClosedSlice slice(std::chrono::nanoseconds duration, const Target::CpuClock& server_cpu);

  /// From before connecting to the last byte of the reply.
  const Histogram& responses() const { return responses_; }

 private:
  struct Slot;

  std::uint64_t drive(std::chrono::nanoseconds duration);
  void begin(Slot& slot, std::uint64_t now);
  void advance(Slot& slot, std::uint32_t events);
  void turn(std::uint64_t until_ns, bool sending);

  Address address_;
  const workloads::ServiceWorkload& workload_;
  std::uint64_t timeout_ns_;
  std::uint64_t seed_;
  Descriptor epoll_;
  std::vector<Slot> slots_;
  std::vector<std::byte> buffer_;
  LoopbackSources sources_;
  std::uint64_t answered_ = 0;
  Faults faults_;
  Histogram responses_;
};

}  // namespace harness
