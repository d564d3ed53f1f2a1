#pragma once
// The shape `signals`: POSIX signals sent to the process in bursts, each delivery of which tells how long it was on its way.

#include <atomic>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "workloads/computation.h"
#include "workloads/mix.h"

namespace workloads {

/// What sender and receiver see of a storm. A burst is sent at once; the next one when all of it has been received, and not before its
/// time.
struct Signals {
  using Clock = std::chrono::steady_clock;

  virtual std::size_t bursts() const = 0;                 ///< at least 1
  virtual std::size_t size(std::size_t burst) const = 0;  ///< signals; at least 1
  virtual bool queued() const = 0;                        ///< a real-time signal, of which none may be lost; else a standard one
  virtual std::chrono::nanoseconds gap() const = 0;       ///< between the times of two bursts, at least
  virtual bool across() const = 0;                        ///< the sender runs on another CPU than the receiver; else on the same

  /// By the sender, in order: right before each signal is sent.
  virtual void sending(Clock::time_point now) noexcept = 0;
  /// By the receiver, on one thread: for every delivery, as soon as the code that waits for it runs; and after the last of a burst.
  virtual void received(Clock::time_point now) noexcept = 0;
  virtual void burst_ended() noexcept = 0;

 protected:
  ~Signals() = default;
};

/// Bursts given by rules.
template <class W>
concept SignalsWorkload = requires(W& workload, const W& constant, std::size_t burst) {
  {workload.begin(std::uint64_t{})};  // starts a run with this nonce; between runs only
  { constant.bursts() } -> std::same_as<std::size_t>;
  { constant.size(burst) } -> std::same_as<std::size_t>;
  { constant.queued() } -> std::same_as<bool>;
  { constant.gap() } -> std::same_as<std::chrono::nanoseconds>;
  { constant.across() } -> std::same_as<bool>;
  { constant.result(burst) } -> std::same_as<std::uint64_t>;  // of one that was received as it should be; depends on the nonce
  { constant.units() } -> std::same_as<std::uint64_t>;        // signals sent
};

/// Fills an implementation's cell with a storm. The cell is constructed with Signals& and the number of workers, and has `void run()`,
/// which returns when every burst has been received. Real-time signals must all arrive; of a burst of standard ones at least one and no
/// more than were sent. Libraries do not say which signal they deliver, so the k-th delivery of a burst counts from when its k-th signal
/// was sent: exact unless signals coalesced, and then it overstates.
template <class Cell, SignalsWorkload W>
class FilledSignals final : public Computation, Signals {
 public:
  FilledSignals(const Parameters& parameters, int workers, const Surroundings&)
      : workload_(parameters), sent_at_ns_(workload_.units()), cell_(static_cast<Signals&>(*this), workers) {
    delays_ns_.reserve(sent_at_ns_.size());
  }

  std::uint64_t run(std::uint64_t nonce) override {
    workload_.begin(nonce);
    delays_ns_.clear();
    sent_ = 0;
    burst_ = first_of_burst_ = delivered_ = 0;
    digest_ = 0;
    cell_.run();
    return digest_;
  }
  std::uint64_t expected(std::uint64_t nonce) override {
    workload_.begin(nonce);
    std::uint64_t digest = 0;
    for (std::size_t burst = 0; burst < workload_.bursts(); ++burst) digest = follow(digest, workload_.result(burst));
    return digest;
  }
  std::uint64_t units() const override { return workload_.units(); }
  /// One a delivery: fewer than units where signals coalesced.
  std::span<const std::int64_t> delays_ns() const override { return delays_ns_; }

 private:
  std::size_t bursts() const override { return workload_.bursts(); }
  std::size_t size(std::size_t burst) const override { return workload_.size(burst); }
  bool queued() const override { return workload_.queued(); }
  std::chrono::nanoseconds gap() const override { return workload_.gap(); }
  bool across() const override { return workload_.across(); }

  void sending(Clock::time_point now) noexcept override {
    if (sent_ < sent_at_ns_.size()) sent_at_ns_[sent_++].store(nanoseconds_of(now), std::memory_order_release);
  }
  void received(Clock::time_point now) noexcept override {
    if (++delivered_ > size(burst_)) return;
    const auto& sent_at_ns = sent_at_ns_[first_of_burst_ + delivered_ - 1];
    delays_ns_.push_back(nanoseconds_of(now) - sent_at_ns.load(std::memory_order_acquire));
  }
  void burst_ended() noexcept override {
    const std::size_t sent = size(burst_);
    const bool right = delivered_ <= sent && delivered_ >= (queued() ? sent : 1);
    digest_ = follow(digest_, right ? workload_.result(burst_) : ~workload_.result(burst_));
    first_of_burst_ += sent;
    ++burst_;
    delivered_ = 0;
  }

  static std::uint64_t follow(std::uint64_t digest, std::uint64_t result) { return 31 * digest + mix(result); }
  static std::int64_t nanoseconds_of(Clock::time_point time) { return std::chrono::nanoseconds(time.time_since_epoch()).count(); }

  W workload_;
  std::vector<std::atomic<std::int64_t>> sent_at_ns_;
  std::vector<std::int64_t> delays_ns_;
  std::atomic<std::size_t> sent_ = 0;  // the sender's; what follows is the receiver's
  std::size_t burst_ = 0;
  std::size_t first_of_burst_ = 0;
  std::size_t delivered_ = 0;
  std::uint64_t digest_ = 0;
  Cell cell_;
};

struct SignalsShape {
  static constexpr std::string_view name = "signals";
  template <class Cell, class W>
  using Filled = FilledSignals<Cell, W>;
};

}  // namespace workloads
