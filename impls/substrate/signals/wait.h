#pragma once
// Waiting for a signal in a thread that blocks it.

#include <signal.h>

#include <cerrno>
#include <system_error>

namespace impls::signals {

/// The number of the next one.
inline int wait_for(const sigset_t& set) {
  for (;;) {
    const int number = sigwaitinfo(&set, nullptr);
    if (number > 0) return number;
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "sigwaitinfo");
  }
}

}  // namespace impls::signals
