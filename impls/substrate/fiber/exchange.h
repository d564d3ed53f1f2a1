#pragma once
// What fibers wait with in `exchange`: connections, time, and computing elsewhere, each of which suspends the running fiber.

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "impls/substrate/epoll/exchange.h"
#include "impls/substrate/exchange/upstreams.h"
#include "impls/substrate/fiber/fibers.h"
#include "workloads/shapes/exchange.h"

namespace impls::substrate::fiber {

/// A connection in the reactor. One fiber at a time uses it, or nobody does.
class Connection final : Waiter {
 public:
  using Owned = std::unique_ptr<Connection>;

  Connection(Reactor& reactor, Descriptor socket) : stream_(reactor, std::move(socket)) {}

  /// What arrived, in the loop's one buffer: valid until the fiber is suspended.
  Received receive();
  /// Whether all was sent.
  bool send_all(Bytes bytes);

  /// For a connection that no fiber uses: `completion` is called, once, when something arrives or it has failed.
  void wait_received(Completion& completion);

  /// As if the peer had left: the fiber that waits goes on, in a later turn.
  void shut_down() { stream_.shut_down(); }

 private:
  void on_ready() override;

  Stream stream_;
  Waiting waiting_;
  Completion* idle_ = nullptr;
};

struct Exchange {
  using Loop = Reactor;
  using Stream = Connection;
  using Upstreams = substrate::Upstreams<Exchange>;

  /// What the connections of one loop share.
  struct Site {
    Reactor& loop;
    Upstreams upstreams;
    Offload& offload;
    epoll::ReactorResults results;
  };

  static constexpr Calls calls = Calls::non_blocking;
  static Stream::Owned adopt(Reactor& reactor, Descriptor socket) { return std::make_unique<Connection>(reactor, std::move(socket)); }

  /// What a fiber of a new connection runs, on its loop's thread. It must return when the connection is shut down.
  using Converse = void (*)(Site&, Stream::Owned, std::unique_ptr<workloads::ExchangeSession>);
};

/// How long it was; empty if the loop is stopped.
std::optional<std::chrono::nanoseconds> pause(Reactor& reactor, std::chrono::nanoseconds at_least);

/// Has the session compute on another thread, and gives how long that took.
std::chrono::nanoseconds compute_elsewhere(Exchange::Site& site, workloads::ExchangeSession& session);

/// Serves until told to stop; see workloads::ServeExchange.
void serve_with_fibers(const workloads::ExchangeService& service, Exchange::Converse converse);

}  // namespace impls::substrate::fiber
