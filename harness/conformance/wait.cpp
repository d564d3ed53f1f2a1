// Waits for a condition that no descriptor announces.
#include "harness/conformance/wait.h"

#include <poll.h>

namespace harness::conformance {

void let_pass(std::chrono::milliseconds window) {
  const auto end = std::chrono::steady_clock::now() + window;
  for (auto left = window; left.count() > 0; left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()))
    poll(nullptr, 0, static_cast<int>(left.count()));
}

}  // namespace harness::conformance
