#pragma once
// The shape `timers`: many sleeps outstanding at once, each of which tells how late it woke.

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "workloads/computation.h"
#include "workloads/shapes/parallel_map.h"

namespace workloads {

/// What an implementation sees of a storm. Every sleep is a task of its own: it asks how long it may sleep, sleeps, and tells that it woke.
/// All tasks are started before one is waited for.
struct Sleeps {
  using Clock = std::chrono::steady_clock;

  virtual std::size_t count() const = 0;  ///< at least 1
  /// Called once a sleep and run, by any thread, at `now`, just before its task sleeps. Until when: never before `now`.
  virtual Clock::time_point fall_asleep(std::size_t sleep, Clock::time_point now) noexcept = 0;
  /// Called once a sleep and run, by any thread, at `now`, by its task as soon as it goes on.
  virtual void wake(std::size_t sleep, Clock::time_point now) noexcept = 0;

 protected:
  ~Sleeps() = default;
};

/// Sleeps given by rules. `begin` is called between runs only, the others by any thread during one. Lengths and results depend on the
/// nonce of the run and on the sleep.
template <class W>
concept TimersWorkload = requires(W& workload, const W& constant, std::size_t sleep) {
  {workload.begin(std::uint64_t{})};  // starts a run with this nonce
  { constant.sleeps() } -> std::same_as<std::size_t>;
  { constant.length(sleep) }
  noexcept->std::same_as<std::chrono::nanoseconds>;
  { constant.result(sleep) }
  noexcept->std::same_as<std::uint64_t>;                // of one that woke once and not early
  { constant.units() } -> std::same_as<std::uint64_t>;  // sleeps
};

/// Fills an implementation's cell with a storm. The cell is constructed with Sleeps& and the number of workers, and has `void run()`, which
/// returns when every sleep has woken. A sleep that is lost, wakes twice, or wakes early changes the answer. What is noted takes 8
/// bytes a sleep, the same for all: until when it sleeps, then how late it woke.
template <class Cell, TimersWorkload W>
class FilledTimers final : public Computation, Sleeps {
 public:
  FilledTimers(const Parameters& parameters, int workers, const Surroundings&)
      : workload_(parameters), notes_(workload_.sleeps()), cell_(static_cast<Sleeps&>(*this), workers) {}

  std::uint64_t run(std::uint64_t nonce) override {
    workload_.begin(nonce);
    for (std::int64_t& note : notes_) note = wrong;
    cell_.run();
    return digest_in_order(notes_.size(),
                           [this](std::size_t sleep) { return notes_[sleep] >= 0 ? workload_.result(sleep) : ~workload_.result(sleep); });
  }
  std::uint64_t expected(std::uint64_t nonce) override {
    workload_.begin(nonce);
    return digest_in_order(notes_.size(), [this](std::size_t sleep) { return workload_.result(sleep); });
  }
  std::uint64_t units() const override { return workload_.units(); }
  std::span<const std::int64_t> delays_ns() const override { return notes_; }

 private:
  static constexpr std::int64_t wrong = -INT64_MAX;  // asleep until a time that no clock shows

  std::size_t count() const override { return notes_.size(); }
  Clock::time_point fall_asleep(std::size_t sleep, Clock::time_point now) noexcept override {
    const Clock::time_point due = now + workload_.length(sleep);
    notes_[sleep] = notes_[sleep] == wrong ? -nanoseconds_of(due) : wrong;
    return due;
  }
  void wake(std::size_t sleep, Clock::time_point now) noexcept override {
    const std::int64_t late = nanoseconds_of(now) + notes_[sleep];
    notes_[sleep] = notes_[sleep] < 0 && late >= 0 ? late : wrong;
  }
  static std::int64_t nanoseconds_of(Clock::time_point time) { return std::chrono::nanoseconds(time.time_since_epoch()).count(); }

  W workload_;
  std::vector<std::int64_t> notes_;  // negative: asleep until then; else how late it woke
  Cell cell_;
};

struct TimersShape {
  static constexpr std::string_view name = "timers";
  template <class Cell, class W>
  using Filled = FilledTimers<Cell, W>;
};

}  // namespace workloads
