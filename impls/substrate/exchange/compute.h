#pragma once
// Computing what a session asks for, and how long it took.

#include <chrono>

#include "workloads/shapes/exchange.h"

namespace impls::substrate {

/// On the calling thread.
inline std::chrono::nanoseconds compute_timed(workloads::ExchangeSession& session) {
  const auto start = std::chrono::steady_clock::now();
  session.compute();
  return std::chrono::steady_clock::now() - start;
}

}  // namespace impls::substrate
