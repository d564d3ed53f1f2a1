#pragma once
// One server of shape `broadcast` under load: a publisher and its subscribers in one thread, every byte of every delivery checked.

#include <cstdint>
#include <memory>
#include <vector>

#include "harness/load/target.h"
#include "workloads/shapes/broadcast.h"

namespace harness {

/// Owns its connections. One thread at a time. The closed loop keeps `pipelining` messages under way: the publisher sends the next when
/// every subscriber has one. A request is a delivery: one message at one subscriber.
class Audience {
 public:
  /// Subscribes `connections` times, and connects the publisher. Throws CannotMeasure, naming what the machine does not allow;
  /// NotAccepted if the server welcomes too few of them.
  Audience(const Address& address, const workloads::BroadcastWorkload& workload, const LoadOptions& options);

  /// As Target's. A subscriber that is lost is not replaced: later slices count it as lost again, and deliver nothing.
  ClosedSlice closed(std::chrono::nanoseconds lead_in, std::chrono::nanoseconds duration, const Target::CpuClock& server_cpu);

  /// From the send of a message to each of its deliveries, without lead-ins.
  const Histogram& closed_responses() const { return closed_responses_; }

 private:
  struct Subscriber {
    Descriptor socket;
    std::unique_ptr<workloads::BroadcastSubscriber> session;
  };
  struct UnderWay {
    std::uint64_t sent_ns = 0;
    std::size_t missing = 0;  ///< subscribers that do not have it yet
  };

  Subscriber subscribe(const Address& address, const workloads::BroadcastWorkload& workload) const;
  void watch(int socket, std::uint64_t place);
  void wake_at(std::uint64_t time_ns);
  std::uint64_t drive(std::chrono::nanoseconds duration, Histogram* responses);
  std::uint64_t wait(Histogram* responses);
  std::uint64_t read(Subscriber& subscriber, Histogram* responses);
  void publish();
  bool fine() const { return faults_.total() == 0; }

  LoadOptions options_;
  Descriptor epoll_;
  Descriptor timer_;
  Descriptor publisher_socket_;
  std::unique_ptr<workloads::BroadcastPublisher> publisher_;
  std::vector<Subscriber> subscribers_;
  std::vector<UnderWay> under_way_;  // by the message's number, modulo its size
  std::uint64_t published_ = 0;
  std::uint64_t complete_ = 0;  // messages that every subscriber has
  std::vector<std::byte> buffer_;
  bool lost_ = false;
  Faults faults_;
  Histogram closed_responses_;
};

}  // namespace harness
