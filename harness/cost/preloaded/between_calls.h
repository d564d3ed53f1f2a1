#pragma once
// What a server loaded with the between_calls library writes and the harness reads, in memory that both map.

#include <atomic>
#include <cstdint>

namespace harness::between_calls {

/// Written by the server's one thread, read by the harness while the server sleeps. Ticks are those of the CPU's time stamp counter.
struct Account {
  std::atomic<std::uint64_t> ticks;        ///< from the return of a system call to the entry of the next, summed
  std::atomic<std::uint64_t> stretches;    ///< how many of these
  std::atomic<std::uint64_t> interrupted;  ///< stretches too long for a server's code: the thread was preempted. In neither sum
};

/// A request's own code takes well under a microsecond; a time slice of somebody else, or a stolen one, takes far longer.
inline constexpr std::uint64_t interrupted_ticks = 100'000;

/// The server's environment names the descriptor of the memory here.
inline constexpr const char* descriptor_variable = "FIVEWAYS_BETWEEN_CALLS_FD";

}  // namespace harness::between_calls
