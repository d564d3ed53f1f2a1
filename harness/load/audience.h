#pragma once
// One server of shape `broadcast` under load: a publisher and its subscribers in one thread, every byte of every delivery checked.

#include <cstdint>
#include <memory>
#include <vector>

#include "harness/descriptor.h"
#include "harness/load/generator.h"
#include "harness/load/loopback_sources.h"
#include "harness/sockets.h"
#include "workloads/shapes/broadcast.h"

namespace harness {

/// Owns its connections. One thread at a time; nothing is allocated between the edges of a slice. A request is a delivery: one message at
/// one subscriber. One that is lost is welcomed again before a closed loop begins, and on the way in an open one; what is published
/// meanwhile is lost to it.
class Audience final : public Generator {
 public:
  /// Subscribes `connections` times, and connects the publisher. Throws CannotMeasure, naming what the machine does not allow;
  /// NotAccepted if the server welcomes too few of them.
  Audience(const Address& address, const workloads::BroadcastWorkload& workload, const LoadOptions& options);

  /// The publisher sends the next message when every subscriber has the last but `pipelining`. A response is from the send of a message to
  /// one of its deliveries.
  ClosedSlice closed(std::chrono::nanoseconds lead_in, std::chrono::nanoseconds duration, const CpuClock& server_cpu) override;

  /// An arrival is a message, and brings as many requests as there are subscribers. It waits if the publisher's connection takes no more.
  OpenResult open(const Arrivals& arrivals, std::chrono::nanoseconds lead_in, const CpuClock& server_cpu,
                  const OpenOptions& options) override;

  /// Subscribers come and go for `duration`: each connects, subscribes, gets the next message, leaves and begins again. The publisher sends
  /// the next when those who were welcomed have the last. `requests` counts those who got theirs, `responses` from before connecting; at
  /// both edges nobody is connected.
  ClosedSlice churn(std::chrono::nanoseconds duration, const CpuClock& server_cpu, Histogram& responses);

  /// So many subscribers more. Throws as the constructor.
  void grow(int subscribers);

  std::uint64_t published() const { return published_; }

  /// The session of one subscriber more, which somebody else connects.
  std::unique_ptr<workloads::BroadcastSubscriber> open_subscriber() const { return workload_.open_subscriber(options_.seed); }

 private:
  struct Subscriber {
    Descriptor socket;
    std::unique_ptr<workloads::BroadcastSubscriber> session;
    std::uint64_t owed = 0;      // the number of the next message that it must get; 0: it is not welcomed
    std::uint64_t begun_ns = 0;  // when it began to connect
    bool introduced = false;
    std::uint64_t Faults::*absent_by = &Faults::closed;  // why it is not there
  };
  struct UnderWay {
    std::uint64_t sent_ns = 0;
    std::size_t missing = 0;  // subscribers that do not have it yet
  };
  // What a loop is told.
  struct Listener {
    virtual ~Listener() = default;
    virtual void on_delivered(Subscriber& one, std::uint64_t first, std::uint64_t last) = 0;  // numbers of messages
    virtual void on_lost(std::uint64_t first, std::uint64_t last) = 0;                        // the same; may be none
  };
  class ClosedLoop;
  class ChurnLoop;
  class OpenLoop;

  Descriptor connect(std::uint64_t place);
  void watch(int operation, int socket, std::uint32_t events, std::uint64_t place);
  void wake_at(std::uint64_t time_ns);
  void begin_join(Subscriber& subscriber);
  void join_absent();
  void leave(Subscriber& subscriber);
  void await_all();
  void join_publisher();
  void rejoin();
  bool poll(bool wait, Listener& listener);
  void on_event(Subscriber& subscriber, std::uint32_t events, Listener& listener);
  void hear(Subscriber& subscriber, Listener& listener);
  void lose(Subscriber& subscriber, std::uint64_t Faults::*kind, Listener& listener);
  void lose_publisher(Listener& listener);
  bool can_publish() const { return publisher_socket_ && unsent_.empty(); }
  void publish();
  void say(workloads::Bytes bytes);
  bool fine() const { return faults_.total() == 0; }

  Address address_;
  const workloads::BroadcastWorkload& workload_;
  LoadOptions options_;
  Descriptor epoll_;
  Descriptor timer_;
  Descriptor publisher_socket_;
  std::unique_ptr<workloads::BroadcastPublisher> publisher_;
  std::vector<std::byte> unsent_;  // of the publisher
  std::vector<Subscriber> subscribers_;
  std::vector<UnderWay> under_way_;  // of a closed loop, by the message's number, modulo its size
  std::vector<std::byte> buffer_;
  std::uint64_t published_ = 0;    // messages
  std::uint64_t outstanding_ = 0;  // deliveries
  std::size_t absent_ = 0;         // subscribers
  LoopbackSources sources_;
  std::uint64_t refused_ = 0;      // attempts to connect
  std::uint64_t turned_away_ = 0;  // before they were welcomed
  Faults faults_;
};

}  // namespace harness
