// The open loop: requests are sent when they are due, whatever the server does.
#include "harness/load/connection.h"
#include "harness/load/open_schedule.h"

namespace harness {

class Target::OpenLoop {
 public:
  OpenLoop(Target& target, const Arrivals& arrivals, std::chrono::nanoseconds lead_in, const OpenOptions& options)
      : target_(target), schedule_(arrivals, 1, lead_in, target.options_.timeout, options), idle_(target.connections_.size()) {
    for (Connection& one : target.connections_)
      if (one.connected) push_idle(one);
  }

  OpenResult run(const CpuClock& server_cpu) {
    return schedule_.run(
        server_cpu, target_.faults_, [this](std::uint64_t& now) { return turn(now); }, [this](std::uint64_t now) { check(now); },
        [this] { return target_.outstanding_ == 0; });
  }

 private:
  auto on_lost() {
    return [this](Connection&, const Sent& one) { schedule_.record_lost(one, now_ns()); };
  }

  bool turn(std::uint64_t& now) {
    now = send_due(now);
    const auto on_replies = [this](Connection& connection, int, std::uint64_t at) {
      schedule_.record_reply(connection.pop(), at, connection.heavy);
      free(connection, at);
      send_due(now_ns());
    };
    return target_.poll(0, on_replies, on_lost());
  }

  void check(std::uint64_t now) {
    const auto lost = on_lost();
    target_.expire(now, lost);
    schedule_.expire_waiting(now, target_.faults_);
    reopen();
  }

  std::uint64_t send_due(std::uint64_t now) {
    while (schedule_.get_to_next(now)) {
      if (schedule_.waiting() > 1) continue;  // others wait already
      if (Connection* connection = take_idle()) {
        send_next(*connection, now);
        now = now_ns();
      }
    }
    return now;
  }

  void send_next(Connection& connection, std::uint64_t now) { target_.send_requests(connection, 1, schedule_.send(now)); }

  void free(Connection& connection, std::uint64_t now) {
    if (!connection.connected) return;
    schedule_.waiting() > 0 ? send_next(connection, now) : push_idle(connection);
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
    while (idle_count_ > 0 && schedule_.waiting() > 0) send_next(*take_idle(), now_ns());
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
  OpenSchedule schedule_;
  std::vector<Connection*> idle_;  // a ring: the longest idle is used first
  std::size_t idle_first_ = 0;
  std::size_t idle_count_ = 0;
  bool reopening_ = false;
};

OpenResult Target::open(const Arrivals& arrivals, std::chrono::nanoseconds lead_in, const CpuClock& server_cpu,
                        const OpenOptions& options) {
  faults_ = {};
  replies_a_stamp_ = 1;
  reconnect_dropped();
  return OpenLoop(*this, arrivals, lead_in, options).run(server_cpu);
}

}  // namespace harness
