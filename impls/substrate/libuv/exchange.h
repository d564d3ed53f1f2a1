#pragma once
// What the models of `exchange` share on the `libuv` backend.

#include <memory>
#include <utility>

#include "impls/substrate/exchange/upstreams.h"
#include "impls/substrate/libuv/loop.h"
#include "impls/substrate/libuv/pause.h"
#include "workloads/shapes/exchange.h"

namespace impls::substrate::libuv {

/// The loop's types, as the models name them.
struct Exchange {
  using Loop = libuv::Loop;
  using Stream = libuv::Stream;
  using Pause = libuv::Pause;
  using Work = libuv::Work;
  using Upstreams = substrate::Upstreams<Exchange>;

  /// What the connections of one loop share.
  struct Site {
    Loop& loop;
    Upstreams upstreams;
  };

  static constexpr Calls calls = Calls::non_blocking;
  static Stream::Owned adopt(Loop& loop, Descriptor socket) { return Stream::open(loop, AF_UNIX, std::move(socket)); }

  /// What a model does with a new connection, on its loop's thread. What it makes must end when the stream is shut down.
  using Open = void (*)(Site&, Stream::Owned, std::unique_ptr<workloads::ExchangeSession>);
};

/// Serves until told to stop; see workloads::ServeExchange.
void serve_on_loops(const workloads::ExchangeService& service, Exchange::Open open);

inline constexpr auto exchange_threads = "one uv_loop_t a thread, sharing the listener; if it off-loads, as many of libuv's threads";
inline constexpr auto exchange_remark =
    "pauses are uv_timers, which know whole milliseconds: up to 1 ms late, half of it on average; off-loads by uv_queue_work; upstream "
    "connections are made by plain calls; accepts as every backend does, after uv_poll";

}  // namespace impls::substrate::libuv
