#pragma once
// `exchange` with Asio's synchronous calls, which know no time-out: what waits for time or upstream does so as on `posix`.

#include "impls/substrate/asio/contexts.h"
#include "impls/substrate/exchange/blocking.h"

namespace impls::substrate::blocking {

/// A connection from its beginning to its end.
void converse(const workloads::ExchangeService& service, Upstreams& upstreams, AsioSocket& socket);

inline constexpr auto stops_by_of_asio =
    "a watching thread shuts down the listener and every connection, which ends the blocked calls; what waits for time or upstream polls "
    "the stop too";
inline constexpr auto remark_of_asio =
    "pauses and calls upstream are those of the posix cells, one call after another: Asio's synchronous calls know no time-out";

}  // namespace impls::substrate::blocking
