#pragma once
// Deadlines of the reactor: an intrusive hierarchical wheel, exact to the nanosecond. Waiting, cancelling and firing allocate nothing.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "impls/substrate/waiter.h"

namespace impls::substrate {

class Timers;

/// A place in the wheel: 32 bytes, wherever the model keeps them. Waits for one deadline at a time; the thread of the loop owns it.
class Timer {
 public:
  Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { cancel(); }

  bool waiting() const { return link_ != nullptr; }
  /// The waiter will not be called; nothing if none waits. Constant time.
  void cancel();

 private:
  friend class Timers;
  Waiter* waiter_;
  std::uint64_t due_ns_;
  Timer* next_;
  Timer** link_ = nullptr;  // what points to this one
};

/// The deadlines of one loop, on its thread; must outlive the timers that wait in it. Levels of 64 slots: on level 0 a slot is a
/// nanosecond, on each further level 64 times as long. A timer lies on the level of the highest digit, to base 64, in which its deadline
/// differs from the time that the wheel has reached, and sinks as time comes nearer: at most once a level, whatever the number of timers.
/// (Varghese and Lauck, SOSP 1987, scheme 7, with the finest wheel at one nanosecond and empty slots skipped by bitmaps.)
class Timers {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Timers(Time now);
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;

  /// `waiter` is called, once, by the first `fire` that begins at `due` or later and after this call. The timer must not be waiting.
  void wait(Timer& timer, Time due, Waiter& waiter);

  /// No deadline is earlier; Time::max() if there is none. May be the deadline of one that was cancelled.
  Time earliest();

  /// Calls the waiters of all deadlines up to `now`, the earliest first. A waiter may destroy its timer and any other, and wait again:
  /// what is due already then is for the next `fire`. `now` never goes back.
  void fire(Time now);

 private:
  static constexpr int bits = 6;
  static constexpr std::size_t slots_a_level = std::size_t{1} << bits;
  static constexpr std::size_t levels = (64 + bits - 1) / bits;

  struct Slot {
    Timer* first = nullptr;
    std::uint64_t earliest_ns = 0;
  };
  struct Level {
    std::uint64_t occupied = 0;  // a bit a slot
    std::array<Slot, slots_a_level> slots;
  };
  struct Place {
    std::size_t level;
    std::size_t slot;
  };

  void place(Timer& timer);
  bool find_first(Place& place);
  std::uint64_t start_of(Place place) const;

  std::uint64_t reached_ns_;    // where timers lie depends on it
  std::uint64_t earliest_ns_;   // what is due before it is taken for due then
  std::uint32_t occupied_ = 0;  // a bit a level; here and there a bit may outlast timers that were cancelled
  std::array<Level, levels> levels_;
};

}  // namespace impls::substrate
