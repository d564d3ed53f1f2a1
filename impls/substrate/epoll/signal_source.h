#pragma once
// Signals on the reactor: a signalfd among its descriptors.

#include <sys/signalfd.h>

#include <array>
#include <cerrno>
#include <cstddef>

#include "impls/substrate/epoll/reactor.h"
#include "impls/substrate/signals/storm.h"

namespace impls::substrate {

/// Of signals that are blocked. To wait for it is to wait for its stream, which has no bytes to receive.
class SignalSource {
 public:
  SignalSource(Reactor& reactor, const sigset_t& set)
      : descriptor_(check(signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC), "signalfd")), stream_(reactor, Descriptor(descriptor_)) {}

  Stream& stream() { return stream_; }

  /// Delivers what is pending. True: the last of the run was among it.
  bool deliver(signals::Storm& storm) {
    std::array<signalfd_siginfo, 16> infos;
    const ssize_t size = read(descriptor_, infos.data(), sizeof infos);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    check(static_cast<int>(size), "read");
    bool last = false;
    for (std::size_t i = 0; i < static_cast<std::size_t>(size) / sizeof(signalfd_siginfo); ++i)
      last = storm.deliver(static_cast<int>(infos[i].ssi_signo));
    return last;
  }

 private:
  int descriptor_;  // the stream's
  Stream stream_;
};

}  // namespace impls::substrate
