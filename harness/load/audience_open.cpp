// The open loop of a broadcast: messages are published when they are due, whatever the subscribers have got.
#include "harness/load/audience.h"
#include "harness/load/open_schedule.h"

namespace harness {

class Audience::OpenLoop final : public Listener {
 public:
  OpenLoop(Audience& audience, const Arrivals& arrivals, std::chrono::nanoseconds lead_in, const OpenOptions& options)
      : audience_(audience),
        schedule_(arrivals, audience.subscribers_.size(), lead_in, audience.options_.timeout, options),
        messages_(arrivals.due_ns.size()),
        first_(audience.published_ + 1) {}

  OpenResult run(const CpuClock& server_cpu) {
    return schedule_.run(
        server_cpu, audience_.faults_, [this](std::uint64_t& now) { return turn(now); }, [this](std::uint64_t now) { check(now); },
        [this] { return audience_.outstanding_ == 0; });
  }

 private:
  bool turn(std::uint64_t& now) {
    now = send_due(now);
    return audience_.poll(false, *this);
  }

  std::uint64_t send_due(std::uint64_t now) {
    while (schedule_.waiting() > 0 || schedule_.get_to_next(now)) {
      if (!audience_.can_publish()) {
        while (schedule_.get_to_next(now)) {
        }
        return now;
      }
      publish(now);
      now = now_ns();
    }
    return now;
  }

  void publish(std::uint64_t now) {
    const Sent message = schedule_.send(now);
    audience_.publish();
    messages_[audience_.published_ - first_] = message;
    if (audience_.absent_ == 0) return;
    for (const Subscriber& one : audience_.subscribers_) {
      if (one.owed > 0) continue;
      ++(audience_.faults_.*one.absent_by);
      schedule_.record_lost(message, now);
    }
  }

  void on_delivered(Subscriber&, std::uint64_t first, std::uint64_t last) override {
    const std::uint64_t at = now_ns();
    for (std::uint64_t number = first; number <= last; ++number) schedule_.record_reply(messages_[number - first_], at, false);
    send_due(at);
  }

  void on_lost(std::uint64_t first, std::uint64_t last) override {
    const std::uint64_t at = now_ns();
    for (std::uint64_t number = first; number <= last; ++number) schedule_.record_lost(messages_[number - first_], at);
  }

  void check(std::uint64_t now) {
    const auto timeout = static_cast<std::uint64_t>(audience_.options_.timeout.count());
    for (Subscriber& one : audience_.subscribers_)
      if (one.owed > 0 && one.owed <= audience_.published_ && now > messages_[one.owed - first_].due_ns + timeout)
        audience_.lose(one, &Faults::timeouts, *this);
    schedule_.expire_waiting(now, audience_.faults_);
    audience_.join_absent();
  }

  Audience& audience_;
  OpenSchedule schedule_;
  std::vector<Sent> messages_;  // by number, from `first_` on
  std::uint64_t first_;
};

OpenResult Audience::open(const Arrivals& arrivals, std::chrono::nanoseconds lead_in, const CpuClock& server_cpu,
                          const OpenOptions& options) {
  rejoin();
  faults_ = {};
  return OpenLoop(*this, arrivals, lead_in, options).run(server_cpu);
}

}  // namespace harness
