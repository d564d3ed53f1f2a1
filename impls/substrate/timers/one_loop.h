#pragma once
// What the cells of `timers` that run one loop say about themselves.

#include <cstdint>

namespace impls::timers {

inline constexpr auto why_one_thread = "one loop, one thread";
inline constexpr auto threads = "the caller runs the loop";

/// Stackful cells: at 10^6 they would touch some 8 GiB and reserve 128.
inline constexpr std::uint64_t most_stacks = 100'000;
inline constexpr auto why_most_stacks = "one loop, one thread; a stack a sleep, of which two pages at least are touched";

}  // namespace impls::timers
