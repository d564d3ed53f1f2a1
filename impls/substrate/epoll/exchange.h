#pragma once
// What the models of `exchange` share on the `epoll` backend: the reactor seen as a loop of completions.

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "impls/substrate/completion.h"
#include "impls/substrate/epoll/reactor.h"
#include "impls/substrate/exchange/offload.h"
#include "impls/substrate/exchange/upstreams.h"
#include "workloads/shapes/exchange.h"

namespace impls::substrate::epoll {

/// A connection of which one thing at a time is awaited, or nothing.
class Connection final : Waiter {
 public:
  using Owned = std::unique_ptr<Connection>;

  Connection(Reactor& reactor, Descriptor socket) : stream_(reactor, std::move(socket)) {}

  /// `completion` is called, once, when `receive` has something to say. While nobody waits for it, nothing is read.
  void wait_received(Completion& completion);
  /// What arrived, in the loop's one buffer: valid until any connection of the loop receives.
  Received receive() const { return arrived_; }

  /// For bytes that last until they are sent: whether all was, if that is known at once; else one wait_sent must follow.
  std::optional<bool> start_sending(Bytes bytes);
  void wait_sent(Completion& completion);
  bool sent() const { return sent_; }

  /// As if the peer had left: whoever waits is called, by a later turn.
  void shut_down() { stream_.shut_down(); }

 private:
  void on_ready() override;
  void complete();

  Stream stream_;
  Completion* completion_ = nullptr;
  bool sending_ = false;
  bool sent_ = false;
  Bytes rest_;
  Received arrived_;
};

/// Time that passes. Not destroyed while it is awaited.
class Pause final : Waiter {
 public:
  using Owned = std::unique_ptr<Pause>;

  static Owned open(Reactor& reactor) { return Owned(new Pause(reactor)); }

  /// `completion` is called, once, when so much time has passed, the pause is cut short or the loop is stopped.
  void start(std::chrono::nanoseconds at_least, Completion& completion);
  /// Calls whoever waits now, before it returns. Nothing if nobody does.
  void cut_short();
  /// How long it lasted; empty if it did not last until its end.
  std::optional<std::chrono::nanoseconds> slept() const { return slept_; }

 private:
  explicit Pause(Reactor& reactor) : reactor_(reactor) {}
  void on_ready() override;

  Reactor& reactor_;
  Timer timer_;
  Completion* completion_ = nullptr;
  Timers::Time started_;
  std::optional<std::chrono::nanoseconds> slept_;
};

/// Off-loaded work that is done, heard of by the reactor.
class ReactorResults final : public OffloadResults, Waiter {
 public:
  explicit ReactorResults(Reactor& reactor) { reactor.watch(descriptor(), *this); }

 private:
  void on_ready() override { deliver(); }
};

/// The loop's types, as the models name them.
struct Exchange {
  using Loop = Reactor;
  using Stream = Connection;
  using Pause = epoll::Pause;
  using Upstreams = substrate::Upstreams<Exchange>;

  /// What the connections of one loop share.
  struct Site {
    Reactor& loop;
    Upstreams upstreams;
    Offload& offload;
    ReactorResults results;
  };

  struct Work : OffloadedWork {
    explicit Work(Site& site) : OffloadedWork(site.offload, site.results) {}
  };

  static constexpr Calls calls = Calls::non_blocking;
  static Stream::Owned adopt(Reactor& reactor, Descriptor socket) { return std::make_unique<Connection>(reactor, std::move(socket)); }

  /// What a model does with a new connection, on its loop's thread. What it makes must end when the stream is shut down.
  using Open = void (*)(Site&, Stream::Owned, std::unique_ptr<workloads::ExchangeSession>);
};

/// Serves until told to stop; see workloads::ServeExchange.
void serve_on_loops(const workloads::ExchangeService& service, Exchange::Open open);

inline constexpr auto exchange_threads = "one epoll loop a thread, sharing the listener; if it off-loads, as many threads that compute";

}  // namespace impls::substrate::epoll
