#pragma once
// What loads of every shape have in common: options, what went wrong, what a loop found, and the two loops.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/errors.h"
#include "harness/load/arrivals.h"
#include "harness/load/histogram.h"

namespace harness {

struct LoadOptions {
  int connections = 64;
  int pipelining = 1;                                          ///< requests outstanding on a connection; 1 in an open loop
  std::chrono::nanoseconds timeout = std::chrono::seconds(5);  ///< of a request, from when it was due
  std::uint64_t seed = 1;
  bool spin = false;  ///< a closed loop looks for replies without sleeping; an open loop always does
};

/// What went wrong, in requests. Counted, never dropped: a time-out or an error is also a sample of the latency histograms.
struct Faults {
  std::uint64_t closed = 0;    ///< lost because the server closed or reset the connection
  std::uint64_t timeouts = 0;  ///< not answered within the time-out
  std::uint64_t wrong = 0;     ///< answered with a wrong byte
  std::uint64_t total() const { return closed + timeouts + wrong; }
  std::string sentence() const;  ///< empty if none
};

/// A closed-loop slice: from the first request after the lead-in to the last reply. At both edges nothing is outstanding and the
/// server sleeps, so that the requests and the CPU time counted are exactly each other's.
struct ClosedSlice {
  std::uint64_t started_ns = 0;
  std::uint64_t duration_ns = 0;
  std::uint64_t requests = 0;
  std::uint64_t server_cpu_ns = 0;
  std::uint64_t generator_cpu_ns = 0;  ///< CPU time of the generator's thread; it sleeps when nothing is ready
  Faults faults;                       ///< of the whole visit, lead-in included
  std::uint64_t visit_requests = 0;    ///< of the whole visit
};

/// Between two looks for time-outs.
inline constexpr std::uint64_t check_interval_ns = 20'000'000;

/// A request that was sent.
struct Sent {
  std::uint64_t due_ns = 0;
  std::uint64_t sent_ns = 0;
  std::uint64_t arrival = 0;  ///< its place in the schedule of an open loop
};

/// Requests of one window of an open loop.
struct OpenWindow {
  std::uint64_t offered = 0;   ///< due in it
  std::uint64_t good = 0;      ///< of these, answered right within the objective
  std::uint64_t answered = 0;  ///< answered in it, whenever they were due
};

/// What an open loop does besides sending and measuring.
struct OpenOptions {
  std::chrono::nanoseconds objective{};  ///< a reply later than this after it was due is not good; 0: no windows
  std::chrono::nanoseconds window = std::chrono::milliseconds(100);
  std::function<void(std::uint64_t now_ns)> beside = nullptr;  ///< called every 20 ms on the generator's thread, in which it must be brief
};

struct OpenResult {
  std::uint64_t offered = 0;         ///< due after the lead-in
  std::uint64_t answered = 0;        ///< of these, answered right
  std::uint64_t lost = 0;            ///< of these, not answered, or wrongly; answered + lost = offered
  std::uint64_t delivered = 0;       ///< answered right before the schedule ended
  std::uint64_t visit_requests = 0;  ///< due in the whole visit, lead-in included
  std::uint64_t duration_ns = 0;     ///< of the schedule after the lead-in
  std::uint64_t server_cpu_ns = 0;
  std::uint64_t generator_cpu_ns = 0;
  double generator_working_share = 0;       ///< of wall time, empty polls apart
  Faults faults;                            ///< of the whole visit, lead-in included; a connection closed while idle counts as one
  std::uint64_t heavy = 0;                  ///< of those answered, requests that asked for much more than the others
  Histogram from_due;                       ///< due → last byte of the reply
  Histogram from_due_light;                 ///< the same of the answered others; all, if none is heavy
  Histogram from_send;                      ///< send → last byte of the reply
  Histogram lag_pacing;                     ///< due → the generator got to it: the generator's fault
  Histogram lag_waiting;                    ///< the generator got to it → send: no connection was free, the server's fault
  std::vector<OpenWindow> windows;          ///< of the schedule after the lead-in; what is answered after its end is in none
  std::vector<std::uint64_t> send_gaps_ns;  ///< between the first arrivals as the generator got to them, at most 512
};

/// The server is there but accepts too few: its fault, not the machine's.
struct NotAccepted : CannotMeasure {
  using CannotMeasure::CannotMeasure;
};

/// One server under load, from one thread, every byte of every reply checked. A request is what a reply ends: of a broadcast, a message at
/// one subscriber.
class Generator {
 public:
  using CpuClock = std::function<std::uint64_t()>;  ///< CPU time of the server, in ns

  virtual ~Generator() = default;

  /// Keeps `pipelining` requests (of a broadcast: messages) under way for lead_in + duration, then waits for all replies.
  virtual ClosedSlice closed(std::chrono::nanoseconds lead_in, std::chrono::nanoseconds duration, const CpuClock& server_cpu) = 0;

  /// Sends when due, for as long as the schedule lasts; arrivals within the lead-in are sent but not recorded. What is due and cannot be
  /// sent waits in the client, first come first served. Spins on its CPU.
  virtual OpenResult open(const Arrivals& arrivals, std::chrono::nanoseconds lead_in, const CpuClock& server_cpu,
                          const OpenOptions& options) = 0;

  /// Response times of all closed slices so far without their lead-ins, from the send. Not a latency under load: there the server sets the
  /// pace.
  const Histogram& closed_responses() const { return closed_responses_; }

 protected:
  Generator() = default;
  Generator(Generator&&) noexcept = default;

  Histogram closed_responses_;
};

}  // namespace harness
