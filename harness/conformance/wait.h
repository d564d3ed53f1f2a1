#pragma once
// Waits for a condition that no descriptor announces, such as what /proc says of another process.

#include <chrono>
#include <concepts>

namespace harness::conformance {

/// Lets `window` pass. For watching what a server does while nobody asks it anything, and between looks at /proc.
void let_pass(std::chrono::milliseconds window);

/// Looks at the condition until it holds; false if it does not within `patience`.
bool eventually(std::chrono::milliseconds patience, std::predicate auto&& condition) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    let_pass(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace harness::conformance
