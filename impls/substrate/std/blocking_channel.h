#pragma once
// A bounded channel for threads: one mutex, two condition variables.

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

namespace impls::std_backend {

/// First in, first out. Any thread may call any member.
template <class T>
class BlockingChannel {
 public:
  BlockingChannel(std::size_t capacity, int senders) : items_(capacity), open_senders_(senders) {}

  /// Waits for room.
  void send(const T& item) {
    {
      std::unique_lock lock(mutex_);
      has_room_.wait(lock, [this] { return size_ < items_.size(); });
      items_[(head_ + size_++) % items_.size()] = item;
    }
    has_items_.notify_one();
  }

  /// Waits for an item. Nothing once all senders have left and everything was received.
  std::optional<T> receive() {
    std::unique_lock lock(mutex_);
    has_items_.wait(lock, [this] { return size_ > 0 || open_senders_ == 0; });
    if (size_ == 0) return std::nullopt;
    const T item = items_[head_];
    head_ = (head_ + 1) % items_.size();
    --size_;
    lock.unlock();
    has_room_.notify_one();
    return item;
  }

  /// Called by each sender when it has sent all.
  void leave() {
    const std::lock_guard lock(mutex_);
    if (--open_senders_ == 0) has_items_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable has_room_;
  std::condition_variable has_items_;
  std::vector<T> items_;
  std::size_t head_ = 0;
  std::size_t size_ = 0;
  int open_senders_;
};

}  // namespace impls::std_backend
