#pragma once
// A worker's deque of what thieves may take: the owner works at the bottom, thieves take the oldest from the top.

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "impls/substrate/stealing/barrier.h"
#include "impls/substrate/stealing/yield_point.h"

namespace impls::stealing {

/// Chase and Lev, "Dynamic Circular Work-Stealing Deque" (SPAA 2005), with the orders of Lê, Pop, Cohen and Zappa Nardelli,
/// "Correct and Efficient Work-Stealing for Weak Memory Models" (PPoPP 2013), but for two things. The barrier within `pop` and
/// `steal` is asymmetric (barrier.h): the owner writes no more than plain stores. Every store to `bottom_` is a release, in place
/// of their fence, so that a thief that reads any of them sees what was pushed.
///
/// Invariants: the items are those at [top_, bottom_), oldest first. top_ only grows. The owner takes the item at bottom_ - 1
/// without a read-modify-write unless it is the last; the last goes to whoever moves top_.
template <class Item>
class Deque {
 public:
  explicit Deque(std::int64_t capacity = 256) { publish(make(capacity)); }  // a power of two

  /// By the owner. The thief that takes the item sees all that was written before. True if the owner is to call `after_push`,
  /// because the deque is nearly full or somebody wants to know that there is an item.
  [[nodiscard]] bool push(Item& item) {
    const std::int64_t bottom = bottom_.load(std::memory_order_relaxed);
    slots_[bottom & mask_].store(&item, std::memory_order_relaxed);
    yield_point();
    bottom_.store(bottom + 1, std::memory_order_release);
    std::atomic_signal_fence(std::memory_order_seq_cst);  // the light side of `want_to_know`
    return bottom + 1 >= attention_.load(std::memory_order_relaxed);
  }

  /// By the owner: makes room. True if somebody called `want_to_know` since the last time, or may have.
  bool after_push() {
    const std::int64_t bottom = bottom_.load(std::memory_order_relaxed);
    const std::int64_t top = top_.load(std::memory_order_acquire);
    if (bottom - top > mask_) grow(bottom);
    const bool asked = attention_.exchange(membarrier_works ? top + mask_ + 1 : 0) == 0;
    std::atomic_thread_fence(std::memory_order_seq_cst);
    return asked;
  }

  /// By anybody: from its next push on, the owner will call `after_push`. A push before this is seen by who calls this, then
  /// heavy_barrier, then looks_empty.
  void want_to_know() { attention_.store(0); }

  /// By the owner, for an item that it pushed: takes the youngest back, or says that it (and so all) was stolen.
  bool pop() {
    const std::int64_t last = bottom_.load(std::memory_order_relaxed) - 1;
    bottom_.store(last, std::memory_order_release);
    light_barrier();
    yield_point();
    std::int64_t top = top_.load(std::memory_order_acquire);
    if (top < last) [[likely]]
      return true;
    const bool won = top == last && top_.compare_exchange_strong(top, top + 1);
    yield_point();
    bottom_.store(last + 1, std::memory_order_release);
    return won;
  }

  /// By anybody: the oldest item; null if there is none or another thread was quicker.
  Item* steal() {
    std::int64_t top = top_.load(std::memory_order_acquire);
    if (bottom_.load(std::memory_order_acquire) <= top) return nullptr;
    heavy_barrier();
    yield_point();
    if (bottom_.load(std::memory_order_acquire) <= top) return nullptr;
    const Slots& slots = *published_.load(std::memory_order_acquire);
    Item* const item = slots.at.get()[top & slots.mask].load(std::memory_order_relaxed);
    yield_point();
    return top_.compare_exchange_strong(top, top + 1) ? item : nullptr;
  }

  /// By anybody, without a barrier: right at some moment.
  bool looks_empty() const { return bottom_.load(std::memory_order_acquire) <= top_.load(std::memory_order_acquire); }

 private:
  using Slot = std::atomic<Item*>;
  struct Slots {
    std::int64_t mask;
    std::unique_ptr<Slot[]> at;
  };

  static std::unique_ptr<Slots> make(std::int64_t capacity) {
    return std::unique_ptr<Slots>(new Slots{capacity - 1, std::make_unique<Slot[]>(static_cast<std::size_t>(capacity))});
  }

  void grow(std::int64_t bottom) {
    const Slots& full = *all_.back();
    std::unique_ptr<Slots> larger = make(2 * (full.mask + 1));
    for (std::int64_t i = top_.load(std::memory_order_acquire); i < bottom; ++i)
      larger->at.get()[i & larger->mask].store(full.at.get()[i & full.mask].load(std::memory_order_relaxed), std::memory_order_relaxed);
    publish(std::move(larger));
  }

  void publish(std::unique_ptr<Slots> slots) {
    mask_ = slots->mask;
    slots_ = slots->at.get();
    published_.store(slots.get(), std::memory_order_release);
    all_.push_back(std::move(slots));
  }

  alignas(64) std::atomic<std::int64_t> bottom_ = 0;  // written by the owner
  std::int64_t mask_ = 0;                             // these two are the owner's copy of *published_
  Slot* slots_ = nullptr;
  std::vector<std::unique_ptr<Slots>> all_;        // a thief may still read an outgrown one: at most as much again is kept
  std::atomic<std::int64_t> attention_ = 0;        // where bottom_ reaches it, the owner has more to do than push
  alignas(64) std::atomic<std::int64_t> top_ = 0;  // written by whoever takes the oldest
  std::atomic<const Slots*> published_;
};

}  // namespace impls::stealing
