// A pause that blocks its thread.
#include "impls/substrate/posix/pause.h"

#include <poll.h>

#include <cerrno>

#include "impls/substrate/posix/sockets.h"

namespace impls::substrate {

std::optional<std::chrono::nanoseconds> pause_unless_stopped(int stop, std::chrono::nanoseconds at_least) {
  using Clock = std::chrono::steady_clock;
  const auto started = Clock::now();
  for (auto left = at_least;;) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
    const timespec timeout{.tv_sec = seconds.count(), .tv_nsec = (left - seconds).count()};
    pollfd stopping{.fd = stop, .events = POLLIN, .revents = 0};
    const int ready = ppoll(&stopping, 1, &timeout, nullptr);
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) check(ready, "ppoll");
    const auto slept = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - started);
    if (slept >= at_least) return slept;
    left = at_least - slept;
  }
}

}  // namespace impls::substrate
