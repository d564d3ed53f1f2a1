// The closed loop: a connection sends its next request when a reply arrives.
#include "harness/load/connection.h"

namespace harness {

ClosedSlice Target::closed(std::chrono::nanoseconds lead_in, std::chrono::nanoseconds duration, const CpuClock& server_cpu) {
  ClosedSlice slice;
  faults_ = {};
  std::uint64_t completed = 0;
  bool sending = true;
  const auto on_replies = [&](Connection& connection, int count, std::uint64_t now) {
    completed += static_cast<std::uint64_t>(count);
    for (int i = 0; i < count; ++i) closed_responses_.record(now - connection.pop().sent_ns);
    if (sending) send_requests(connection, count, now, now, 0);
  };
  const auto on_lost = [](Connection&, const Outstanding&) {};
  const auto refill = [&](std::uint64_t now) {
    for (Connection& one : connections_)
      if (one.connected && one.count == 0) send_requests(one, options_.pipelining, now, now, 0);
  };
  std::uint64_t next_check = 0;
  const auto run_until = [&](std::uint64_t end) {
    for (std::uint64_t now = now_ns(); now < end; now = now_ns()) {
      poll(end - now, on_replies, on_lost);
      if (now < next_check) continue;
      next_check = now + 20'000'000;
      expire(now, on_lost);
      reconnect_dropped();
      if (dropped_ > 0 || outstanding_ < connections_.size()) refill(now);
    }
  };

  const std::uint64_t start = now_ns();
  reconnect_dropped();
  refill(start);
  run_until(start + static_cast<std::uint64_t>(lead_in.count()));

  slice.started_ns = now_ns();
  const std::uint64_t completed_before = completed;
  const std::uint64_t server_before = server_cpu();
  const std::uint64_t generator_before = thread_cpu_ns();
  run_until(slice.started_ns + static_cast<std::uint64_t>(duration.count()));
  slice.duration_ns = now_ns() - slice.started_ns;
  slice.requests = completed - completed_before;
  slice.server_cpu_ns = server_cpu() - server_before;
  slice.generator_cpu_ns = thread_cpu_ns() - generator_before;

  sending = false;
  const std::uint64_t patience = now_ns() + static_cast<std::uint64_t>(options_.timeout.count());
  for (std::uint64_t now = now_ns(); outstanding_ > 0 && now < patience; now = now_ns()) poll(patience - now, on_replies, on_lost);
  expire(UINT64_MAX, on_lost);
  slice.faults = faults_;
  slice.visit_requests = completed;
  return slice;
}

}  // namespace harness
