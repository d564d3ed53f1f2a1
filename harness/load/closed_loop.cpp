// The closed loop: a connection sends its next request when a reply arrives.
#include <algorithm>

#include "harness/load/closed_slice.h"
#include "harness/load/connection.h"

namespace harness {

ClosedSlice Target::closed(std::chrono::nanoseconds lead_in, std::chrono::nanoseconds duration, const CpuClock& server_cpu) {
  // The response time of n connections is that of about n requests: a time stamp for n/128 of them is off by less than a bucket is wide.
  replies_a_stamp_ = std::max(1U, static_cast<std::uint32_t>(connections_.size()) / 128);
  return measure_closed_slice(lead_in, duration, server_cpu, faults_, [&](std::chrono::nanoseconds time, bool recorded) {
    return drive(time, recorded ? &closed_responses_ : nullptr);
  });
}

// Keeps every connection busy for `duration`, then waits for the replies that are still out. Returns the replies.
std::uint64_t Target::drive(std::chrono::nanoseconds duration, Histogram* responses) {
  std::uint64_t completed = 0;
  bool sending = true;
  const auto on_replies = [&](Connection& connection, int count, std::uint64_t now) {
    completed += static_cast<std::uint64_t>(count);
    for (int i = 0; i < count; ++i) {
      const Sent one = connection.pop();
      if (responses != nullptr) responses->record(now - one.sent_ns);
    }
    if (sending) send_requests(connection, count, {.due_ns = now, .sent_ns = now});
  };
  const auto on_lost = [](Connection&, const Sent&) {};
  const auto refill = [&](std::uint64_t now) {
    reconnect_dropped();
    for (Connection& one : connections_)
      if (one.connected && one.count == 0) send_requests(one, options_.pipelining, {.due_ns = now, .sent_ns = now});
  };

  const std::uint64_t start = now_ns();
  const std::uint64_t end = start + static_cast<std::uint64_t>(duration.count());
  refill(start);
  std::uint64_t next_check = start + check_interval_ns;
  std::uint64_t next_expiry = start + static_cast<std::uint64_t>(options_.timeout.count());
  for (std::uint64_t now = start; now < end; now = now_ns()) {
    poll(options_.spin ? 0 : std::min(end, next_check), on_replies, on_lost);
    if (now < next_check) continue;
    next_check = now + check_interval_ns;
    if (now > next_expiry) next_expiry = expire(now, on_lost);  // looks at every connection, so no more often than it must
    if (outstanding_ < connections_.size()) refill(now);
  }
  sending = false;
  const std::uint64_t patience = now_ns() + static_cast<std::uint64_t>(options_.timeout.count());
  for (std::uint64_t now = now_ns(); outstanding_ > 0 && now < patience; now = now_ns()) poll(patience, on_replies, on_lost);
  for (Connection& one : connections_)
    if (one.count > 0) lose(one, &Faults::timeouts, on_lost);
  return completed;
}

}  // namespace harness
