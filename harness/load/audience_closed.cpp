// The closed loop of a broadcast: the next message when every subscriber has one.
#include "harness/load/audience.h"
#include "harness/load/closed_slice.h"

namespace harness {

class Audience::ClosedLoop final : public Listener {
 public:
  ClosedLoop(Audience& audience, Histogram* responses)
      : audience_(audience), responses_(responses), under_way_(audience.under_way_), complete_(audience.published_) {}

  // For `duration`, then waits for the deliveries that are still out. Returns the deliveries.
  std::uint64_t run(std::chrono::nanoseconds duration) {
    Audience& all = audience_;
    const std::uint64_t end = now_ns() + static_cast<std::uint64_t>(duration.count());
    all.wake_at(end);
    publish_allowed();
    while (all.fine()) {
      all.poll(!all.options_.spin, *this);
      if (now_ns() >= end) break;
      publish_allowed();
    }
    const std::uint64_t patience = now_ns() + static_cast<std::uint64_t>(all.options_.timeout.count());
    all.wake_at(patience);
    while (all.outstanding_ > 0 && now_ns() < patience) all.poll(true, *this);
    for (Subscriber& one : all.subscribers_)
      if (one.owed > 0 && one.owed <= all.published_) all.lose(one, &Faults::timeouts, *this);
    return delivered_;
  }

 private:
  void publish_allowed() {
    while (audience_.fine() && audience_.published_ - complete_ < under_way_.size() && audience_.can_publish()) {
      under_way_[(audience_.published_ + 1) % under_way_.size()] = {.sent_ns = now_ns(), .missing = audience_.subscribers_.size()};
      audience_.publish();
    }
  }

  void on_delivered(Subscriber&, std::uint64_t first, std::uint64_t last) override {
    const std::uint64_t now = now_ns();
    delivered_ += last + 1 - first;
    for (std::uint64_t number = first; number <= last; ++number) {
      UnderWay& message = under_way_[number % under_way_.size()];
      if (responses_ != nullptr) responses_->record(now - message.sent_ns);
      if (--message.missing == 0) ++complete_;  // in order: every subscriber gets them so
    }
  }

  void on_lost(std::uint64_t, std::uint64_t) override {}  // a fault ends the loop

  Audience& audience_;
  Histogram* responses_;  // null: not recorded
  std::vector<UnderWay>& under_way_;
  std::uint64_t complete_;  // messages that every subscriber has
  std::uint64_t delivered_ = 0;
};

ClosedSlice Audience::closed(std::chrono::nanoseconds lead_in, std::chrono::nanoseconds duration, const CpuClock& server_cpu) {
  return measure_closed_slice(lead_in, duration, server_cpu, faults_, [&](std::chrono::nanoseconds time, bool recorded) {
    rejoin();
    if (fine()) faults_.closed += absent_;
    return ClosedLoop(*this, recorded ? &closed_responses_ : nullptr).run(time);
  });
}

}  // namespace harness
