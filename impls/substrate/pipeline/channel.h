#pragma once
// A bounded channel whose waiters are intrusive nodes: for models that do not block. Knows no scheduler and allocates nothing to wait.

#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace impls::pipeline {

/// What waits to send or to receive; lies in a closure, a shared state or a coroutine frame and stays there until it is woken.
/// `wake` is called once, outside the channel's lock, on the thread whose call ended the wait; it may end the waiter's life.
template <class T>
struct Waiter {
  void (*wake)(Waiter&) noexcept;
  T item;       // what is sent, or what was received
  bool closed;  // of a receiver: there was nothing left to receive
  Waiter* next;
};

/// First in, first out. Any thread may call any member.
template <class T>
class Channel {
 public:
  Channel(std::size_t capacity, int senders) : items_(capacity), open_senders_(senders) {}

  /// Sends the waiter's item. False if it has to wait for room: then it is woken once the item has been sent.
  bool send(Waiter<T>& sender) {
    Waiter<T>* receiver;
    {
      const std::lock_guard lock(mutex_);
      receiver = receivers_.pop();
      if (receiver == nullptr) {
        const bool has_room = size_ < items_.size();
        has_room ? push(sender.item) : senders_.push(sender);
        return has_room;
      }
      receiver->item = sender.item;
    }
    receiver->wake(*receiver);
    return true;
  }

  /// Fills the waiter's item, or sets `closed`. False if it has to wait: then it is woken once one of them is done.
  bool receive(Waiter<T>& receiver) {
    receiver.closed = false;
    Waiter<T>* sender;
    {
      const std::lock_guard lock(mutex_);
      if (size_ == 0) {
        receiver.closed = open_senders_ == 0;
        if (!receiver.closed) receivers_.push(receiver);
        return receiver.closed;
      }
      receiver.item = pop();
      sender = senders_.pop();
      if (sender != nullptr) push(sender->item);
    }
    if (sender != nullptr) sender->wake(*sender);
    return true;
  }

  /// Called by each sender when it has sent all. The last one closes the channel: what is in it can still be received.
  void leave() {
    Waiter<T>* waiting = nullptr;
    {
      const std::lock_guard lock(mutex_);
      if (--open_senders_ == 0) waiting = std::exchange(receivers_, {}).first;
    }
    while (waiting != nullptr) {
      Waiter<T>& one = *std::exchange(waiting, waiting->next);
      one.closed = true;
      one.wake(one);
    }
  }

 private:
  struct Queue {
    Waiter<T>* first = nullptr;
    Waiter<T>* last = nullptr;

    void push(Waiter<T>& one) {
      one.next = nullptr;
      (first == nullptr ? first : last->next) = &one;
      last = &one;
    }
    Waiter<T>* pop() { return first == nullptr ? nullptr : std::exchange(first, first->next); }
  };

  void push(const T& item) {
    const std::size_t place = head_ + size_++;
    items_[place < items_.size() ? place : place - items_.size()] = item;
  }
  T pop() {
    const std::size_t place = head_;
    head_ = head_ + 1 < items_.size() ? head_ + 1 : 0;
    --size_;
    return items_[place];
  }

  std::mutex mutex_;
  std::vector<T> items_;
  std::size_t head_ = 0;
  std::size_t size_ = 0;
  int open_senders_;
  Queue senders_;    // while it is full
  Queue receivers_;  // while it is empty
};

}  // namespace impls::pipeline
