// The closed loop: a connection sends its next request when a reply arrives.
#include <time.h>

#include <algorithm>

#include "harness/load/connection.h"

namespace harness {
namespace {

// The scheduler brings another process's CPU account up to date when its threads leave the CPU, and otherwise only at its
// tick (up to 4 ms old). So the account is read when all replies are in and the server had time to fall asleep.
void let_server_sleep() {
  constexpr timespec pause{.tv_sec = 0, .tv_nsec = 200'000};
  clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, nullptr);
}

}  // namespace

ClosedSlice Target::closed(std::chrono::nanoseconds lead_in, std::chrono::nanoseconds duration, const CpuClock& server_cpu) {
  ClosedSlice slice;
  faults_ = {};
  // The response time of n connections is that of about n requests: a time stamp for n/128 of them is off by less than a bucket is wide.
  replies_a_stamp_ = std::max(1U, static_cast<std::uint32_t>(connections_.size()) / 128);
  if (lead_in.count() > 0) slice.visit_requests = drive(lead_in, nullptr);
  let_server_sleep();

  const std::uint64_t server_before = server_cpu();
  const std::uint64_t generator_before = thread_cpu_ns();
  slice.started_ns = now_ns();
  slice.requests = drive(duration, &closed_responses_);
  slice.duration_ns = now_ns() - slice.started_ns;
  slice.generator_cpu_ns = thread_cpu_ns() - generator_before;
  let_server_sleep();
  slice.server_cpu_ns = server_cpu() - server_before;

  slice.visit_requests += slice.requests;
  slice.faults = faults_;
  return slice;
}

// Keeps every connection busy for `duration`, then waits for the replies that are still out. Returns the replies.
std::uint64_t Target::drive(std::chrono::nanoseconds duration, Histogram* responses) {
  std::uint64_t completed = 0;
  bool sending = true;
  const auto on_replies = [&](Connection& connection, int count, std::uint64_t now) {
    completed += static_cast<std::uint64_t>(count);
    for (int i = 0; i < count; ++i) {
      const Outstanding one = connection.pop();
      if (responses != nullptr) responses->record(now - one.sent_ns);
    }
    if (sending) send_requests(connection, count, now, now, 0);
  };
  const auto on_lost = [](Connection&, const Outstanding&) {};
  const auto refill = [&](std::uint64_t now) {
    reconnect_dropped();
    for (Connection& one : connections_)
      if (one.connected && one.count == 0) send_requests(one, options_.pipelining, now, now, 0);
  };

  const std::uint64_t start = now_ns();
  const std::uint64_t end = start + static_cast<std::uint64_t>(duration.count());
  refill(start);
  std::uint64_t next_check = start + check_interval_ns;
  std::uint64_t next_expiry = start + static_cast<std::uint64_t>(options_.timeout.count());
  for (std::uint64_t now = start; now < end; now = now_ns()) {
    poll(std::min(end, next_check), on_replies, on_lost);
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
