#pragma once
// A pause that blocks its thread, unless the service is told to stop.

#include <chrono>
#include <optional>

namespace impls::substrate {

/// Blocks for at least so long and gives how long it was; nothing, at once, when `stop` is readable or hung up.
std::optional<std::chrono::nanoseconds> pause_unless_stopped(int stop, std::chrono::nanoseconds at_least);

}  // namespace impls::substrate
