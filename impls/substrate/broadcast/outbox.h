#pragma once
// What waits to be sent to one subscriber. Each message is in memory once, for all who wait for it.

#include <memory>
#include <vector>

#include "workloads/shapes/broadcast.h"

namespace impls::substrate::broadcast {

using workloads::Bytes;
using Message = std::shared_ptr<const std::vector<std::byte>>;

inline Message make_message(Bytes bytes) { return std::make_shared<const std::vector<std::byte>>(bytes.begin(), bytes.end()); }

/// First in, first out, bounded as the shape says. It does not keep threads apart.
class Outbox {
 public:
  bool empty() const { return first_ == messages_.size(); }

  /// False, and nothing is put, if more would wait than may.
  bool put(const Message& message) {
    if (bytes_ + message->size() > workloads::most_unsent_bytes) return false;
    bytes_ += message->size();
    messages_.push_back(message);
    return true;
  }

  /// The oldest message, without what was sent of it.
  Bytes front() const { return Bytes(*messages_[first_]).subspan(sent_); }

  /// Of the oldest message so much was sent.
  void sent(std::size_t bytes) {
    bytes_ -= bytes;
    sent_ += bytes;
    if (sent_ == messages_[first_]->size()) drop_first();
  }

  /// The oldest message, which counts as sent.
  Message take() {
    Message taken = messages_[first_];
    bytes_ -= taken->size() - sent_;
    drop_first();
    return taken;
  }

  void clear() { *this = Outbox(); }

 private:
  void drop_first() {
    sent_ = 0;
    messages_[first_++] = nullptr;
    if (!empty() && first_ < messages_.size() / 2) return;  // else what is left is little, and moved to the front
    messages_.erase(messages_.begin(), messages_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }

  std::vector<Message> messages_;
  std::size_t first_ = 0;
  std::size_t sent_ = 0;   // of the first
  std::size_t bytes_ = 0;  // unsent
};

}  // namespace impls::substrate::broadcast
