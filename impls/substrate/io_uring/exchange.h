#pragma once
// What the models of `exchange` share on the `io_uring` backend.

#include <memory>
#include <utility>

#include "impls/substrate/exchange/offload.h"
#include "impls/substrate/exchange/upstreams.h"
#include "impls/substrate/io_uring/pause.h"
#include "impls/substrate/io_uring/ring.h"
#include "workloads/shapes/exchange.h"

namespace impls::substrate::uring {

/// Off-loaded work that is done, heard of by a poll of the ring.
class RingResults final : public OffloadResults, Operation {
 public:
  explicit RingResults(Ring& ring) : ring_(ring) { ring.watch(descriptor(), *this); }

 private:
  void on_result(int result) override;

  Ring& ring_;
};

/// The loop's types, as the models name them.
struct Exchange {
  using Loop = Ring;
  using Stream = uring::Stream;
  using Pause = uring::Pause;
  using Upstreams = substrate::Upstreams<Exchange>;

  /// What the connections of one ring share.
  struct Site {
    Ring& loop;
    Upstreams upstreams;
    Offload& offload;
    RingResults results;
  };

  struct Work : OffloadedWork {
    explicit Work(Site& site) : OffloadedWork(site.offload, site.results) {}
  };

  static constexpr Calls calls = Calls::blocking;
  static Stream::Owned adopt(Ring& ring, Descriptor socket) { return Stream::open(ring, std::move(socket)); }

  /// What a model does with a new connection, on its ring's thread. What it makes must end when the stream is shut down.
  using Open = void (*)(Site&, Stream::Owned, std::unique_ptr<workloads::ExchangeSession>);
};

/// Serves until told to stop; see workloads::ServeExchange.
void serve_on_rings(const workloads::ExchangeService& service, Exchange::Open open);

inline constexpr auto exchange_threads = "one ring a thread, sharing the listener; if it off-loads, as many threads that compute";
inline constexpr auto exchange_remark =
    "pauses are timeouts of the kernel; one multishot receive a connection; whatever a turn starts is handed over at once; upstream "
    "connections are made by plain calls";

}  // namespace impls::substrate::uring
