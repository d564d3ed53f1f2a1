#pragma once
// Publishers and subscribers that check every byte of every delivery, and give up with a sentence instead of waiting for ever.

#include <chrono>
#include <deque>
#include <memory>
#include <vector>

#include "harness/conformance/check.h"
#include "harness/conformance/client.h"
#include "workloads/shapes/broadcast.h"

namespace harness::conformance {

/// A connection that publishes. Used by one thread; throws as Client does.
class Publisher {
 public:
  Publisher(Descriptor socket, std::unique_ptr<workloads::BroadcastPublisher> session);

  int descriptor() const { return socket_.get(); }
  std::uint64_t published() const { return published_; }
  void queue(std::uint64_t messages);
  bool all_written() const { return written_ == queued_.size(); }
  /// Writes what the socket takes at once, `most` bytes of it; false if it takes nothing.
  bool write_some(std::size_t most = SIZE_MAX);
  void end_writing();

 private:
  Descriptor socket_;
  std::unique_ptr<workloads::BroadcastPublisher> session_;
  std::vector<std::byte> queued_;
  std::size_t written_ = 0;
  std::uint64_t published_ = 0;
};

/// A connection that subscribes.
class Subscriber {
 public:
  Subscriber(Descriptor socket, std::unique_ptr<workloads::BroadcastSubscriber> session);

  int descriptor() const { return socket_.get(); }
  const workloads::BroadcastSubscriber& session() const { return *session_; }
  bool ended() const { return ended_; }
  /// Reads what has come; false if nothing had.
  bool read_some();
  /// Closes, by a reset if it is told to.
  void leave(bool reset = false);

 private:
  Descriptor socket_;
  std::unique_ptr<workloads::BroadcastSubscriber> session_;
  bool ended_ = false;
};

/// Publishers and subscribers of one launch. Those added hear the publisher of seed 1 unless they are told another.
class Crowd {
 public:
  explicit Crowd(Launch& launch);

  Publisher& add_publisher(std::uint64_t seed = 1);
  /// Returns once the server has welcomed it.
  Subscriber& add_subscriber(std::uint64_t seed = 1);
  std::deque<Subscriber>& subscribers() { return subscribers_; }

  /// Writes and reads, as far as it goes, until `done`; `at_once` is the most that a publisher writes at a time.
  template <class Done>
  void pump(const Done& done, std::size_t at_once = SIZE_MAX) {
    while (!done()) step(at_once);
  }
  /// Until everybody has what their publisher (the one added first) published.
  void deliver_all(std::size_t at_once = SIZE_MAX);

 private:
  void step(std::size_t at_once);

  Launch& launch_;
  std::unique_ptr<workloads::BroadcastWorkload> workload_;
  std::deque<Publisher> publishers_;
  std::deque<Subscriber> subscribers_;
};

}  // namespace harness::conformance
