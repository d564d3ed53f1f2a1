// The open loop: requests are sent when they are due, whatever the server does.
#include <algorithm>

#include "harness/load/connection.h"

namespace harness {

// The schedule's state: [0, waiting_) is sent, [waiting_, noticed_) waits for a connection, the rest is not due yet.
class Target::OpenLoop {
 public:
  OpenLoop(Target& target, const Arrivals& arrivals, std::uint64_t lead_in_ns)
      : target_(target),
        due_(arrivals.due_ns),
        got_to_ns_(due_.size()),
        first_recorded_(static_cast<std::size_t>(std::ranges::lower_bound(due_, lead_in_ns) - due_.begin())),
        idle_(target.connections_.size()) {
    for (Connection& one : target.connections_)
      if (one.connected) push_idle(one);
  }

  OpenResult run(std::uint64_t lead_in_ns, std::uint64_t end_ns, const CpuClock& server_cpu) {
    start_ = now_ns() + 1'000'000;
    end_ = start_ + end_ns;
    std::uint64_t now = spin_until(start_ + lead_in_ns);
    const std::uint64_t server_before = server_cpu();
    const std::uint64_t generator_before = thread_cpu_ns();
    empty_ns_ = 0;
    const std::uint64_t from = now;
    now = spin_until(end_);
    result_.duration_ns = end_ns - lead_in_ns;
    result_.server_cpu_ns = server_cpu() - server_before;
    result_.generator_cpu_ns = thread_cpu_ns() - generator_before;
    result_.generator_working_share = 1 - static_cast<double>(empty_ns_) / static_cast<double>(now - from);
    result_.offered = due_.size() - first_recorded_;
    drain();
    for (std::size_t i = first_recorded_ + 1; i < std::min(due_.size(), first_recorded_ + 513); ++i)
      result_.send_gaps_ns.push_back(got_to_ns_[i] - got_to_ns_[i - 1]);
    result_.faults = target_.faults_;
    return std::move(result_);
  }

 private:
  bool done() const { return waiting_ == due_.size() && target_.outstanding_ == 0; }

  std::uint64_t spin_until(std::uint64_t end) {
    std::uint64_t now = now_ns();
    while (now < end) now = turn(now);
    return now;
  }

  // What is left is answered, lost or timed out; every request ends in the histograms.
  void drain() {
    for (std::uint64_t now = now_ns(); !done();) now = turn(now);
  }

  std::uint64_t turn(std::uint64_t now) {
    now = send_due(now);
    const auto on_replies = [this](Connection& connection, int, std::uint64_t at) {
      record_reply(connection.pop(), at, connection.heavy);
      free(connection, at);
      send_due(now_ns());
    };
    const auto on_lost = [this](Connection&, const Outstanding& one) { record_lost(one, now_ns()); };
    const bool worked = target_.poll(0, on_replies, on_lost);
    const std::uint64_t after = now_ns();
    if (!worked) empty_ns_ += after - now;
    if (after > next_check_) {
      next_check_ = after + check_interval_ns;
      target_.expire(after, on_lost);
      expire_waiting(after);
      reopen();
    }
    return after;
  }

  std::uint64_t send_due(std::uint64_t now) {
    while (noticed_ < due_.size() && start_ + due_[noticed_] <= now) {
      got_to_ns_[noticed_] = now;
      ++noticed_;
      if (waiting_ + 1 != noticed_) continue;  // others wait already
      if (Connection* connection = take_idle()) {
        send_next(*connection, now);
        now = now_ns();
      }
    }
    return now;
  }

  void send_next(Connection& connection, std::uint64_t now) {
    const std::size_t arrival = waiting_++;
    const std::uint64_t due = start_ + due_[arrival];
    if (arrival >= first_recorded_) {
      result_.lag_pacing.record(got_to_ns_[arrival] - due);
      result_.lag_waiting.record(now - got_to_ns_[arrival]);
    }
    target_.send_requests(connection, 1, due, now, arrival);
  }

  void free(Connection& connection, std::uint64_t now) {
    if (!connection.connected) return;
    waiting_ < noticed_ ? send_next(connection, now) : push_idle(connection);
  }

  void record_reply(const Outstanding& one, std::uint64_t at, bool heavy) {
    if (one.arrival < first_recorded_) return;
    result_.from_due.record(at - one.due_ns);
    heavy ? void(++result_.heavy) : result_.from_due_light.record(at - one.due_ns);
    result_.from_send.record(at - one.sent_ns);
    ++result_.answered;
    if (at <= end_) ++result_.delivered;
  }

  void record_lost(const Outstanding& one, std::uint64_t at) {
    if (one.arrival < first_recorded_) return;
    ++result_.lost;
    const auto timeout = static_cast<std::uint64_t>(target_.options_.timeout.count());
    result_.from_due.record(std::max(at - one.due_ns, timeout));
    result_.from_send.record(std::max(at - one.sent_ns, timeout));
  }

  // A request that waited in the client for the whole time-out is lost without having been sent.
  void expire_waiting(std::uint64_t now) {
    const auto timeout = static_cast<std::uint64_t>(target_.options_.timeout.count());
    for (; waiting_ < noticed_ && now > start_ + due_[waiting_] + timeout; ++waiting_) {
      ++target_.faults_.timeouts;
      record_lost({.due_ns = start_ + due_[waiting_], .sent_ns = now, .arrival = waiting_}, now);
    }
  }

  // Connections lost on the way: opened again, and put to work once they are connected.
  void reopen() {
    if (target_.dropped_ == 0 && !reopening_) return;
    target_.reconnect_dropped();
    reopening_ = false;
    idle_first_ = idle_count_ = 0;
    for (Connection& one : target_.connections_) {
      if (!one.connected) reopening_ = true;
      if (one.connected && one.count == 0) push_idle(one);
    }
    while (idle_count_ > 0 && waiting_ < noticed_) send_next(*take_idle(), now_ns());
  }

  void push_idle(Connection& connection) { idle_[(idle_first_ + idle_count_++) % idle_.size()] = &connection; }
  // Null if none is idle; passes over those that the server closed meanwhile.
  Connection* take_idle() {
    while (idle_count_ > 0) {
      Connection* one = idle_[idle_first_];
      idle_first_ = (idle_first_ + 1) % idle_.size();
      --idle_count_;
      if (one->connected) return one;
    }
    return nullptr;
  }

  Target& target_;
  const std::vector<std::uint64_t>& due_;
  std::vector<std::uint64_t> got_to_ns_;
  std::size_t first_recorded_;
  std::vector<Connection*> idle_;  // a ring: the longest idle is used first
  std::size_t idle_first_ = 0;
  std::size_t idle_count_ = 0;
  std::size_t waiting_ = 0;
  std::size_t noticed_ = 0;
  std::uint64_t start_ = 0;
  std::uint64_t end_ = 0;
  std::uint64_t empty_ns_ = 0;
  std::uint64_t next_check_ = 0;
  bool reopening_ = false;
  OpenResult result_;
};

OpenResult Target::open(const Arrivals& arrivals, std::chrono::nanoseconds lead_in, const CpuClock& server_cpu) {
  faults_ = {};
  reconnect_dropped();
  OpenLoop loop(*this, arrivals, static_cast<std::uint64_t>(lead_in.count()));
  return loop.run(static_cast<std::uint64_t>(lead_in.count()), static_cast<std::uint64_t>(arrivals.duration.count()), server_cpu);
}

}  // namespace harness
