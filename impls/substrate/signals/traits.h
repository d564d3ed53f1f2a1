#pragma once
// What the cells of `signals` say about themselves.

#include <string>

#include "impls/substrate/posix/cpus.h"
#include "workloads/parameters.h"

namespace impls::signals {

inline constexpr auto one_thread = "the signals of a process are received by one thread";
inline constexpr auto threads = "the caller receives; a thread that all cells share the code of sends; both pinned";

inline std::string refuses(const workloads::Parameters& parameters) {
  const auto across = parameters.find("across");
  const bool two = across != parameters.end() && across->second == 1;
  return two && substrate::usable_cpus().size() < 2 ? "two CPUs are asked for and the process may use one" : "";
}

/// Empty if handlers that sigaction installs run when the signal comes.
inline std::string why_no_handlers() {
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
  return "thread sanitizer keeps a signal's handler back until the thread makes a call of its own, and one that waits in the kernel makes "
         "none";
#endif
#endif
  return "";
}

}  // namespace impls::signals
