#pragma once
// A thread for each of many things, all of them started before the first is joined.

#include <cstddef>
#include <thread>
#include <vector>

namespace impls::std_backend {

/// Calls body(0) to body(count - 1), each on a thread of its own, and returns when all have returned. Throws std::system_error when the
/// system has no thread to give, once those that it gave have ended. `body` does not throw.
template <class Body>
void thread_each(std::size_t count, const Body& body) {
  std::vector<std::jthread> threads;
  threads.reserve(count);
  for (std::size_t number = 0; number < count; ++number) threads.emplace_back([&body, number] { body(number); });
}

/// So many are started at once without a limit to raise: systemd gives a unit 15 % of the kernel's limit of threads or of pid_max, and
/// pid_max is 32 768.
inline constexpr std::size_t most_threads = 10'000;
inline constexpr auto why_most_threads = "a thread a sleep: kernels limit threads (pid_max, RLIMIT_NPROC, two mappings a stack)";

}  // namespace impls::std_backend
