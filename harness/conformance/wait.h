#pragma once
// Waits for a condition that no descriptor announces, such as what /proc says of another process.

#include <chrono>
#include <concepts>
#include <cstdint>

namespace harness::conformance {

using Clock = std::chrono::steady_clock;

inline constexpr std::int64_t ms = 1'000'000;  ///< in ns, as parameters of workloads count

/// A server that waits for the pause or the call under way, which last 10 s, takes longer to stop; a busy machine doesn't.
inline constexpr std::chrono::seconds promptly(5);

/// Whole milliseconds from `start` to now.
inline std::chrono::milliseconds since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
}

/// Lets `window` pass. For watching what a server does while nobody asks it anything, and between looks at /proc.
void let_pass(std::chrono::milliseconds window);

/// Looks at the condition until it holds; false if it does not within `patience`.
bool eventually(std::chrono::milliseconds patience, std::predicate auto&& condition) {
  const auto deadline = Clock::now() + patience;
  while (!condition()) {
    if (Clock::now() > deadline) return false;
    let_pass(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace harness::conformance
