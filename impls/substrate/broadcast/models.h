#pragma once
// The models of `broadcast` that a loop can carry, once for all loops. Each takes a new connection, on the loop's thread.

#include <memory>

#include "impls/substrate/broadcast/correspondent.h"

namespace impls::substrate::broadcast {

/// What a model does with a new connection. What it makes ends when the end of the connection is received.
using Open = void (*)(std::unique_ptr<Correspondent>, std::unique_ptr<workloads::BroadcastSession>);

/// One object a connection, which owns itself and is called when there is something to do.
void open_with_callbacks(std::unique_ptr<Correspondent> peer, std::unique_ptr<workloads::BroadcastSession> session);

/// The chain of a connection owns it; every turn returns the promise of the next.
void open_with_promises(std::unique_ptr<Correspondent> peer, std::unique_ptr<workloads::BroadcastSession> session);

/// One frame a connection, which ends itself; suspended until there is something to do.
void open_with_coroutines(std::unique_ptr<Correspondent> peer, std::unique_ptr<workloads::BroadcastSession> session);

inline constexpr auto threads = "one loop, whatever is asked: those who hear each other share it";
inline constexpr auto synchronisation = "none: one loop";

}  // namespace impls::substrate::broadcast
