#pragma once
// A bounded channel of one sender and one receiver that wait by looking: no lock, no system call.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <optional>
#include <vector>

namespace impls::pipeline {

/// Lamport's ring. Each side keeps the other's count as it last saw it and looks again only when that says full, or empty; and it tells
/// its own count once a batch, so that a cache line travels once for many items (both as in Lee, Bu, Chandranmenon, "A lock-free,
/// cache-efficient multi-core synchronization mechanism for line-rate network traffic monitoring", 2010). A side that is about to
/// wait tells what it has done first, so nobody waits for the rest of a batch.
template <class T>
class Ring {
 public:
  explicit Ring(std::size_t capacity) : items_(capacity), batch_(std::clamp<std::size_t>(capacity / 4, 1, 64)) {}

  /// Called by the sender. Looks until there is room. The receiver may see the item only after later ones, or after `close`.
  void send(const T& item) {
    if (sender_.done - sender_.seen == items_.size()) {
      tell(sent_, sender_);
      while ((sender_.seen = look(received_)) + items_.size() == sender_.done) relax();
    }
    items_[sender_.place] = item;
    advance(sender_, sent_);
  }

  /// Called by the sender when it has sent all.
  void close() {
    tell(sent_, sender_);
    closed_.store(true, std::memory_order_release);
  }

  /// Called by the receiver. Looks until there is an item; nothing once closed and empty.
  std::optional<T> receive() {
    if (receiver_.done == receiver_.seen) {
      tell(received_, receiver_);
      for (;;) {
        const bool last = closed_.load(std::memory_order_acquire);  // before the look that may find the sender's last items
        receiver_.seen = look(sent_);
        if (receiver_.seen != receiver_.done) break;
        if (last) return std::nullopt;
        relax();
      }
    }
    const T item = items_[receiver_.place];
    advance(receiver_, received_);
    return item;
  }

 private:
  // What one side knows, in items since the start.
  struct alignas(64) Side {
    std::size_t done = 0;
    std::size_t told = 0;   // of those, how many the other side may know of
    std::size_t seen = 0;   // of the other side's
    std::size_t place = 0;  // done, modulo the capacity
  };
  struct alignas(64) Count {
    std::atomic<std::size_t> value = 0;
  };

  static std::size_t look(const Count& count) { return count.value.load(std::memory_order_acquire); }
  static void tell(Count& count, Side& side) { count.value.store(side.told = side.done, std::memory_order_release); }

  void advance(Side& side, Count& count) {
    side.place = side.place + 1 < items_.size() ? side.place + 1 : 0;
    if (++side.done - side.told >= batch_) tell(count, side);
  }

  static void relax() {
#ifdef __x86_64__
    __builtin_ia32_pause();
#endif
  }

  std::vector<T> items_;
  const std::size_t batch_;
  Side sender_;
  Side receiver_;
  Count sent_;
  Count received_;
  alignas(64) std::atomic<bool> closed_ = false;
};

}  // namespace impls::pipeline
