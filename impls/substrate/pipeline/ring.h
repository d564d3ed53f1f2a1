#pragma once
// A bounded channel of one sender and one receiver that wait by looking: no lock, no system call.

#include <atomic>
#include <cstddef>
#include <optional>
#include <vector>

namespace impls::pipeline {

/// Lamport's ring; each side keeps the other's index as it last saw it and looks again only when that says full, or empty
/// (as in Lee, Bu, Chandranmenon, "A lock-free, cache-efficient multi-core synchronization mechanism", 2010).
template <class T>
class Ring {
 public:
  explicit Ring(std::size_t capacity) : items_(capacity) {}

  /// Called by the sender. Looks until there is room.
  void send(const T& item) {
    while (sender_.own - sender_.seen_of_other == items_.size()) sender_.seen_of_other = received_.value.load(std::memory_order_acquire);
    items_[sender_.place] = item;
    sender_.advance(items_.size());
    sent_.value.store(sender_.own, std::memory_order_release);
  }

  /// Called by the sender when it has sent all.
  void close() { closed_.store(true, std::memory_order_release); }

  /// Called by the receiver. Looks until there is an item; nothing once closed and empty.
  std::optional<T> receive() {
    while (receiver_.own == receiver_.seen_of_other) {
      const bool last = closed_.load(std::memory_order_acquire);  // before the look that may find the sender's last item
      receiver_.seen_of_other = sent_.value.load(std::memory_order_acquire);
      if (last && receiver_.own == receiver_.seen_of_other) return std::nullopt;
    }
    const T item = items_[receiver_.place];
    receiver_.advance(items_.size());
    received_.value.store(receiver_.own, std::memory_order_release);
    return item;
  }

 private:
  struct alignas(64) Side {
    void advance(std::size_t size) {
      ++own;
      place = place + 1 < size ? place + 1 : 0;
    }
    std::size_t own = 0;  // items so far
    std::size_t place = 0;
    std::size_t seen_of_other = 0;
  };
  struct alignas(64) Index {
    std::atomic<std::size_t> value = 0;
  };

  std::vector<T> items_;
  Side sender_;
  Side receiver_;
  Index sent_;
  Index received_;
  alignas(64) std::atomic<bool> closed_ = false;
};

}  // namespace impls::pipeline
