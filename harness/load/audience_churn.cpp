// Subscribers who come, get the next message, and go.
#include <algorithm>

#include "harness/load/audience.h"
#include "harness/load/closed_slice.h"

namespace harness {

class Audience::ChurnLoop final : public Listener {
 public:
  ChurnLoop(Audience& audience, Histogram& responses) : audience_(audience), responses_(responses) {}

  // For `duration`, then waits for the messages that are still out, and sends everybody away. Returns how many subscribers got theirs.
  std::uint64_t run(std::chrono::nanoseconds duration) {
    Audience& all = audience_;
    all.refused_ = all.turned_away_ = 0;
    const std::uint64_t end = now_ns() + static_cast<std::uint64_t>(duration.count());
    all.wake_at(end);
    while (all.fine() && now_ns() < end) {
      all.join_absent();
      all.poll(true, *this);
      publish_allowed();
      all.faults_.closed = std::max(all.faults_.closed, all.refused_ + all.turned_away_);
    }
    const std::uint64_t patience = now_ns() + static_cast<std::uint64_t>(all.options_.timeout.count());
    all.wake_at(patience);
    while (all.outstanding_ > 0 && now_ns() < patience) all.poll(true, *this);
    for (Subscriber& one : all.subscribers_)
      one.owed > 0 && one.owed <= all.published_ ? all.lose(one, &Faults::timeouts, *this) : all.leave(one);
    return served_;
  }

 private:
  void publish_allowed() {
    const bool anybody = audience_.absent_ < audience_.subscribers_.size();
    if (audience_.fine() && anybody && audience_.outstanding_ == 0 && audience_.can_publish()) audience_.publish();
  }

  void on_delivered(Subscriber& one, std::uint64_t, std::uint64_t) override {
    responses_.record(now_ns() - one.begun_ns);
    ++served_;
    audience_.leave(one);
  }

  void on_lost(std::uint64_t, std::uint64_t) override {}  // a fault ends the loop

  Audience& audience_;
  Histogram& responses_;
  std::uint64_t served_ = 0;
};

ClosedSlice Audience::churn(std::chrono::nanoseconds duration, const CpuClock& server_cpu, Histogram& responses) {
  for (Subscriber& one : subscribers_) leave(one);
  return measure_churn_slice(duration, server_cpu, faults_,
                             [&](std::chrono::nanoseconds time) { return ChurnLoop(*this, responses).run(time); });
}

}  // namespace harness
