#pragma once
// One server under load: many connections in one thread, driven in a closed or an open loop, every reply byte checked.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/descriptor.h"
#include "harness/errors.h"
#include "harness/load/arrivals.h"
#include "harness/load/clock.h"
#include "harness/load/histogram.h"
#include "harness/sockets.h"
#include "workloads/shapes/stream.h"

namespace harness {

struct LoadOptions {
  int connections = 64;
  int pipelining = 1;                                          ///< requests outstanding on a connection; 1 in an open loop
  std::chrono::nanoseconds timeout = std::chrono::seconds(5);  ///< of a request, from when it was due
  std::uint64_t seed = 1;
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

struct OpenResult {
  std::uint64_t offered = 0;      ///< due after the lead-in
  std::uint64_t answered = 0;     ///< of these, answered right
  std::uint64_t lost = 0;         ///< of these, not answered, or wrongly; answered + lost = offered
  std::uint64_t delivered = 0;    ///< answered right before the schedule ended
  std::uint64_t duration_ns = 0;  ///< of the schedule after the lead-in
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
  std::vector<std::uint64_t> send_gaps_ns;  ///< between the first arrivals as the generator got to them, at most 512
};

/// The server is there but accepts too few: its fault, not the machine's.
struct NotAccepted : CannotMeasure {
  using CannotMeasure::CannotMeasure;
};

/// Owns its connections. One thread at a time; nothing is allocated between the edges of a slice.
class Target {
 public:
  using CpuClock = std::function<std::uint64_t()>;  ///< CPU time of the server, in ns

  /// Connects all. Throws CannotMeasure, naming the limit, if the machine does not allow so many or nothing listens there;
  /// NotAccepted if the server takes too few of them.
  Target(const Address& address, const workloads::ServiceWorkload& workload, const LoadOptions& options);
  Target(Target&&) noexcept;
  ~Target();

  /// Keeps `pipelining` requests outstanding on every connection for lead_in + duration, then waits for all replies.
  ClosedSlice closed(std::chrono::nanoseconds lead_in, std::chrono::nanoseconds duration, const CpuClock& server_cpu);

  /// Sends when due, for as long as the schedule lasts; arrivals within the lead-in are sent but not recorded. A due request
  /// that finds every connection busy waits in the client, first come first served. Spins on its CPU.
  OpenResult open(const Arrivals& arrivals, std::chrono::nanoseconds lead_in, const CpuClock& server_cpu);

  /// Response times of all closed slices so far without their lead-ins, from the send. Not a latency under load: there the server sets the
  /// pace.
  const Histogram& closed_responses() const { return closed_responses_; }

 private:
  struct Connection;
  struct Outstanding {
    std::uint64_t due_ns;
    std::uint64_t sent_ns;
    std::uint64_t arrival;  // its place in the schedule, open loop only
  };
  class OpenLoop;

  static constexpr int events_at_once = 512;                      // with many connections a wake-up serves many
  static constexpr std::uint64_t check_interval_ns = 20'000'000;  // between two looks for time-outs

  void connect_all();
  std::uint64_t drive(std::chrono::nanoseconds duration, Histogram* responses);  // null: not recorded
  void begin_connect(Connection& connection);
  void drop(Connection& connection);
  void flush(Connection& connection);
  void send_requests(Connection& connection, int count, std::uint64_t due_ns, std::uint64_t now, std::uint64_t arrival);
  /// Lets a wait end at this time. A timer that stays set between waits, because a time-out would set and clear one in every wait: in a
  /// virtual machine that costs more than a request.
  void wake_at(std::uint64_t time_ns);
  /// Waits for events until `until_ns` at most, not at all if it is 0, then calls on_replies(connection, completed, now), which pops that
  /// many outstanding requests, and on_lost(connection, outstanding) for each request lost with its connection. Returns whether anything
  /// was ready.
  template <class OnReplies, class OnLost>
  bool poll(std::uint64_t until_ns, OnReplies&& on_replies, OnLost&& on_lost);
  template <class OnReplies, class OnLost>
  void read_replies(Connection& connection, bool hung_up, OnReplies& on_replies, OnLost& on_lost);
  template <class OnLost>
  void lose(Connection& connection, std::uint64_t Faults::*kind, OnLost& on_lost);
  /// Returns the time before which no other request can run into its time-out.
  template <class OnLost>
  std::uint64_t expire(std::uint64_t now, OnLost& on_lost);
  void reconnect_dropped();

  Address address_;
  const workloads::ServiceWorkload* workload_;
  LoadOptions options_;
  Descriptor epoll_;
  Descriptor timer_;
  std::uint64_t wakes_at_ns_ = 0;  // 0: the timer is not set
  std::vector<Connection> connections_;
  std::vector<std::byte> receive_buffer_;
  std::vector<std::byte> send_buffer_;
  std::uint64_t outstanding_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint64_t refused_ = 0;  // attempts to connect
  Faults faults_;
  Histogram closed_responses_;
};

}  // namespace harness
