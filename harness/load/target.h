#pragma once
// One server under load: many connections in one thread, driven in a closed or an open loop, every reply byte checked.

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "harness/descriptor.h"
#include "harness/load/clock.h"
#include "harness/load/generator.h"
#include "harness/sockets.h"
#include "workloads/shapes/stream.h"

namespace harness {

/// Owns its connections. One thread at a time; nothing is allocated between the edges of a slice.
class Target final : public Generator {
 public:
  /// Connects all. Throws CannotMeasure, naming the limit, if the machine does not allow so many or nothing listens there;
  /// NotAccepted if the server takes too few of them.
  Target(const Address& address, const workloads::ServiceWorkload& workload, const LoadOptions& options);
  Target(Target&&) noexcept;
  ~Target() override;

  ClosedSlice closed(std::chrono::nanoseconds lead_in, std::chrono::nanoseconds duration, const CpuClock& server_cpu) override;

  /// A due request that finds every connection busy waits.
  OpenResult open(const Arrivals& arrivals, std::chrono::nanoseconds lead_in, const CpuClock& server_cpu,
                  const OpenOptions& options) override;

  /// Closes every connection; the next loop opens them again.
  void hang_up();

 private:
  struct Connection;
  class OpenLoop;

  static constexpr int events_at_once = 512;  // with many connections a wake-up serves many

  void connect_all();
  std::uint64_t drive(std::chrono::nanoseconds duration, Histogram* responses);  // null: not recorded
  void begin_connect(Connection& connection);
  void drop(Connection& connection);
  void flush(Connection& connection);
  void send_requests(Connection& connection, int count, const Sent& as);
  /// Lets a wait end at this time. A timer that stays set between waits, because a time-out would set and clear one in every wait: in a
  /// virtual machine that costs more than a request.
  void wake_at(std::uint64_t time_ns);
  /// Waits for events until `until_ns` at most, not at all if it is 0, then calls on_replies(connection, completed, now), which pops that
  /// many outstanding requests, and on_lost(connection, sent) for each request lost with its connection. Returns whether anything
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
  /// The time of a reply: read anew for every wait, and again after `replies_a_stamp_` replies.
  std::uint64_t stamp();

  Address address_;
  const workloads::ServiceWorkload* workload_;
  LoadOptions options_;
  Descriptor epoll_;
  Descriptor timer_;
  std::uint64_t wakes_at_ns_ = 0;  // 0: the timer is not set
  std::uint64_t stamp_ns_ = 0;
  std::uint32_t replies_a_stamp_ = 1;
  std::uint32_t stamped_replies_left_ = 0;
  std::vector<Connection> connections_;
  std::vector<std::byte> receive_buffer_;
  std::vector<std::byte> send_buffer_;
  std::uint64_t outstanding_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint64_t refused_ = 0;  // attempts to connect
  Faults faults_;
};

}  // namespace harness
