#pragma once
// Subscribers that read a byte now and then: what a server must hold for them, until it disconnects them.

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "harness/load/audience.h"
#include "harness/sockets.h"

namespace harness {

/// Read a byte each `interval`, one after the other. Nothing waits but construction and `finish`; used by one thread.
class SlowSubscribers {
 public:
  /// Subscribes all to what `audience`, which must outlive them, publishes at `address`. Throws NotAccepted, std::system_error.
  SlowSubscribers(const Address& address, const Audience& audience, int count, std::chrono::nanoseconds interval);
  SlowSubscribers(const SlowSubscribers&) = delete;
  ~SlowSubscribers();

  /// Reads every byte that is due.
  void move(std::uint64_t now_ns);

  /// At full speed: reads and checks what has come, to the end of the connection or to the last message; false if that took more than
  /// `patience`.
  bool finish(std::chrono::nanoseconds patience);

  std::uint64_t bytes_moved() const { return bytes_moved_; }    ///< one at a time
  std::uint64_t disconnected() const { return disconnected_; }  ///< by the server, as far as they have read: all once it is finished
  std::uint64_t wrong() const { return wrong_; }                ///< got a wrong byte

 private:
  struct Subscriber {
    Descriptor socket;
    std::unique_ptr<workloads::BroadcastSubscriber> session;
  };

  bool receive_some(Subscriber& one, std::size_t at_most);

  const Audience& audience_;
  std::uint64_t interval_ns_;
  std::vector<Subscriber> subscribers_;
  std::vector<std::byte> buffer_;
  std::uint64_t begun_ns_ = 0;
  std::uint64_t turns_ = 0;  // subscribers that had their byte, counted on
  std::uint64_t bytes_moved_ = 0;
  std::uint64_t disconnected_ = 0;
  std::uint64_t wrong_ = 0;
};

}  // namespace harness
