#pragma once
// What every open loop has: which arrivals are due, got to and sent, and the account of their replies.

#include <algorithm>
#include <vector>

#include "harness/load/clock.h"
#include "harness/load/generator.h"

namespace harness {

/// [0, waiting_) is sent, [waiting_, noticed_) waits in the client, the rest is not due yet. An arrival brings `fan_out` requests.
/// Allocates nothing once it is constructed, but in the end.
class OpenSchedule {
 public:
  OpenSchedule(const Arrivals& arrivals, std::uint64_t fan_out, std::chrono::nanoseconds lead_in, std::chrono::nanoseconds timeout,
               const OpenOptions& options)
      : options_(options),
        fan_out_(fan_out),
        lead_in_ns_(static_cast<std::uint64_t>(lead_in.count())),
        length_ns_(static_cast<std::uint64_t>(arrivals.duration.count())),
        timeout_ns_(static_cast<std::uint64_t>(timeout.count())),
        due_(arrivals.due_ns),
        got_to_ns_(due_.size()),
        first_recorded_(static_cast<std::size_t>(std::ranges::lower_bound(due_, lead_in_ns_) - due_.begin())) {
    const auto windows = ((arrivals.duration - lead_in).count() + options.window.count() - 1) / options.window.count();
    if (options.objective.count() > 0) result_.windows.resize(static_cast<std::size_t>(windows));
  }

  /// Over the whole schedule and until done(): calls turn(now), which sends what is due, sets `now` to the time after that, looks for
  /// replies and returns whether anything was ready; now and then check(now).
  template <class Turn, class Check, class Done>
  OpenResult run(const Generator::CpuClock& server_cpu, const Faults& faults, Turn&& turn, Check&& check, Done&& done) {
    std::uint64_t now = now_ns();
    start_ = now + 1'000'000;
    end_ = start_ + length_ns_;
    std::uint64_t empty_ns = 0;
    std::uint64_t next_check = 0;
    const auto spin = [&] {
      const bool worked = turn(now);
      const std::uint64_t after = now_ns();
      if (!worked) empty_ns += after - now;
      now = after;
      if (now <= next_check) return;
      next_check = now + check_interval_ns;
      check(now);
      if (options_.beside) options_.beside(now);
    };
    while (now < start_ + lead_in_ns_) spin();
    const std::uint64_t server_before = server_cpu();
    const std::uint64_t generator_before = thread_cpu_ns();
    empty_ns = 0;
    const std::uint64_t from = now;
    while (now < end_) spin();
    result_.duration_ns = length_ns_ - lead_in_ns_;
    result_.server_cpu_ns = server_cpu() - server_before;
    result_.generator_cpu_ns = thread_cpu_ns() - generator_before;
    result_.generator_working_share = 1 - static_cast<double>(empty_ns) / static_cast<double>(now - from);
    result_.offered = (due_.size() - first_recorded_) * fan_out_;
    result_.visit_requests = due_.size() * fan_out_;
    now = now_ns();
    while (waiting_ < due_.size() || !done()) spin();  // what is left is answered, lost or timed out
    for (std::size_t i = first_recorded_ + 1; i < std::min(due_.size(), first_recorded_ + 513); ++i)
      result_.send_gaps_ns.push_back(got_to_ns_[i] - got_to_ns_[i - 1]);
    for (std::size_t i = first_recorded_; i < due_.size(); ++i)
      if (OpenWindow* window = window_at(start_ + due_[i])) window->offered += fan_out_;
    result_.faults = faults;
    return std::move(result_);
  }

  /// The next arrival is due, and from now on got to: it waits to be sent. False if none is.
  bool get_to_next(std::uint64_t now) {
    if (noticed_ == due_.size() || start_ + due_[noticed_] > now) return false;
    got_to_ns_[noticed_++] = now;
    return true;
  }

  std::size_t waiting() const { return noticed_ - waiting_; }

  /// The first that waits is sent now.
  Sent send(std::uint64_t now) {
    const std::size_t arrival = waiting_++;
    const std::uint64_t due = start_ + due_[arrival];
    if (arrival >= first_recorded_) {
      result_.lag_pacing.record(got_to_ns_[arrival] - due);
      result_.lag_waiting.record(now - got_to_ns_[arrival]);
    }
    return {.due_ns = due, .sent_ns = now, .arrival = arrival};
  }

  void record_reply(const Sent& one, std::uint64_t at, bool heavy) {
    if (one.arrival < first_recorded_) return;
    result_.from_due.record(at - one.due_ns);
    heavy ? void(++result_.heavy) : result_.from_due_light.record(at - one.due_ns);
    result_.from_send.record(at - one.sent_ns);
    ++result_.answered;
    if (at <= end_) ++result_.delivered;
    if (result_.windows.empty()) return;
    if (OpenWindow* window = window_at(at)) ++window->answered;
    OpenWindow* due = window_at(one.due_ns);
    if (due != nullptr && at - one.due_ns <= static_cast<std::uint64_t>(options_.objective.count())) ++due->good;
  }

  void record_lost(const Sent& one, std::uint64_t at) {
    if (one.arrival < first_recorded_) return;
    ++result_.lost;
    result_.from_due.record(std::max(at - one.due_ns, timeout_ns_));
    result_.from_send.record(std::max(at - one.sent_ns, timeout_ns_));
  }

  /// What waited in the client for the whole time-out is lost without having been sent.
  void expire_waiting(std::uint64_t now, Faults& faults) {
    for (; waiting_ < noticed_ && now > start_ + due_[waiting_] + timeout_ns_; ++waiting_) {
      faults.timeouts += fan_out_;
      for (std::uint64_t i = 0; i < fan_out_; ++i)
        record_lost({.due_ns = start_ + due_[waiting_], .sent_ns = now, .arrival = waiting_}, now);
    }
  }

 private:
  // Null outside the schedule, or where nobody asked for windows.
  OpenWindow* window_at(std::uint64_t time_ns) {
    const std::uint64_t begin = start_ + lead_in_ns_;
    const auto window = static_cast<std::size_t>((time_ns - begin) / static_cast<std::uint64_t>(options_.window.count()));
    return time_ns < begin || window >= result_.windows.size() ? nullptr : &result_.windows[window];
  }

  const OpenOptions& options_;
  std::uint64_t fan_out_;
  std::uint64_t lead_in_ns_;
  std::uint64_t length_ns_;
  std::uint64_t timeout_ns_;
  const std::vector<std::uint64_t>& due_;
  std::vector<std::uint64_t> got_to_ns_;
  std::size_t first_recorded_;
  std::size_t waiting_ = 0;
  std::size_t noticed_ = 0;
  std::uint64_t start_ = 0;
  std::uint64_t end_ = 0;
  OpenResult result_;
};

}  // namespace harness
