#pragma once
// The `mailbox` backend of ping_pong: a place for one value that one thread waits for, asleep or looking, and a loop around it.

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <utility>

#include "workloads/shapes/ping_pong.h"

namespace impls::ping_pong {

/// At most one value at a time, from one other thread. Waiting asleep costs the sender a system call, waiting by looking none.
class alignas(64) Mailbox {
 public:
  explicit Mailbox(workloads::Placement placement) : spins_(placement == workloads::Placement::cross_core_spinning) {}

  /// Called by the other thread while the mailbox is empty.
  void put(std::uint64_t value) {
    value_ = value;
    if (state_.exchange(full, std::memory_order_acq_rel) == awaited) futex(FUTEX_WAKE_PRIVATE, 1);
  }

  /// Called by its owner. Waits for a value.
  std::uint64_t take() {
    spins_ ? look() : sleep();
    const std::uint64_t value = value_;
    state_.store(empty, std::memory_order_relaxed);  // what is sent back tells the other thread
    return value;
  }

 private:
  enum State : std::uint32_t { empty, awaited, full };

  void look() const {
    while (state_.load(std::memory_order_acquire) != full) {
#ifdef __x86_64__
      __builtin_ia32_pause();
#endif
    }
  }

  void sleep() {
    std::uint32_t seen = empty;
    if (!state_.compare_exchange_strong(seen, awaited, std::memory_order_acquire)) return;  // a value was there
    while (state_.load(std::memory_order_acquire) == awaited) futex(FUTEX_WAIT_PRIVATE, awaited);
  }

  // A wake-up that finds nobody, or a wait that ends early, is no failure: the state decides.
  void futex(int operation, std::uint32_t argument) { syscall(SYS_futex, &state_, operation, argument, nullptr, nullptr, 0); }

  std::atomic<std::uint32_t> state_ = empty;
  std::uint64_t value_ = 0;
  const bool spins_;
};

/// What a Loop calls with the next value; lies in a closure, a shared state or a coroutine frame.
struct Receiver {
  void (*received)(Receiver&, std::uint64_t value);
};

/// One thread's mailbox and what waits for it. Not for `multithreaded`, which waits in `take`.
class Loop {
 public:
  explicit Loop(workloads::Placement placement) : mailbox(placement) {}

  /// The next value goes to `receiver`, once. Called on the loop's thread.
  void await(Receiver& receiver) { waiting_ = &receiver; }

  /// Delivers values until nobody waits for one.
  void run() {
    while (Receiver* receiver = std::exchange(waiting_, nullptr)) receiver->received(*receiver, mailbox.take());
  }

  Mailbox mailbox;

 private:
  Receiver* waiting_ = nullptr;
};

}  // namespace impls::ping_pong
