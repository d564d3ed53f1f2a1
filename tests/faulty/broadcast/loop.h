#pragma once
// What the faulty contestants of `broadcast` share: one plain poll loop, and a place to go wrong.

#include <cstdint>
#include <functional>
#include <vector>

#include "workloads/registry.h"

namespace faulty {

/// Where one goes wrong: turns what was published, the `number`th time (from 1), into what one subscriber gets. Without it the loop is
/// a correct server, but for one thing: a subscriber that does not read stops it.
using Deliver = std::function<std::vector<std::byte>(std::uint64_t number, std::vector<std::byte> messages)>;

/// Serves until told to stop, on the caller's thread; `threads` is ignored.
void serve_broadcast(const workloads::BroadcastService& service, const Deliver& deliver);

/// The publication with which faults of one moment strike, and the size of the messages of `chat`.
inline constexpr std::uint64_t moment = 20;
inline constexpr std::ptrdiff_t message_bytes = 64;

}  // namespace faulty
