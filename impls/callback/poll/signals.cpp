// signals, callbacks, sigaction and a self-pipe: the handler writes to a pipe that poll waits for.
#include <fcntl.h>
#include <poll.h>

#include <array>
#include <atomic>
#include <cerrno>

#include "impls/substrate/posix/descriptor.h"
#include "impls/substrate/posix/sockets.h"
#include "impls/substrate/signals/storm.h"
#include "impls/substrate/signals/traits.h"
#include "workloads/signals_cells.h"

namespace {

using impls::substrate::check;
using impls::substrate::Descriptor;

std::atomic<int> pipe_of_handler = -1;

void write_to_pipe(int number) {
  const int saved = errno;
  const auto byte = static_cast<unsigned char>(number);
  while (write(pipe_of_handler.load(std::memory_order_relaxed), &byte, 1) < 0 && errno == EINTR) continue;
  errno = saved;
}

class SelfPipe {
 public:
  SelfPipe(workloads::Signals& signals, int) : storm_(signals) {
    int ends[2];
    check(pipe2(ends, O_CLOEXEC), "pipe2");
    read_end_.reset(ends[0]);
    write_end_.reset(ends[1]);
    pipe_of_handler = ends[1];
    struct sigaction action {};
    action.sa_handler = write_to_pipe;
    action.sa_mask = storm_.set();  // so that the end of a burst does not overtake it
    action.sa_flags = SA_RESTART;
    for (std::size_t i = 0; i < before_.size(); ++i) check(sigaction(storm_.numbers()[i], &action, &before_[i]), "sigaction");
  }
  ~SelfPipe() {
    for (std::size_t i = 0; i < before_.size(); ++i) sigaction(storm_.numbers()[i], &before_[i], nullptr);
  }
  SelfPipe(const SelfPipe&) = delete;

  void run() {
    const impls::signals::Unblocked handled(storm_.set());
    storm_.begin();
    for (bool last = false; !last;) {
      pollfd readable{.fd = read_end_.get(), .events = POLLIN, .revents = 0};
      if (poll(&readable, 1, -1) < 0 && errno != EINTR) check(-1, "poll");
      if ((readable.revents & POLLIN) != 0) last = on_readable();
    }
  }

 private:
  bool on_readable() {
    std::array<unsigned char, 64> numbers;
    const ssize_t count = check(static_cast<int>(read(read_end_.get(), numbers.data(), numbers.size())), "read");
    bool last = false;
    for (ssize_t i = 0; i < count; ++i) last = storm_.deliver(numbers[static_cast<std::size_t>(i)]);
    return last;
  }

  impls::signals::Storm storm_;
  Descriptor read_end_;
  Descriptor write_end_;
  std::array<struct sigaction, 2> before_;
};

}  // namespace

FIVEWAYS_SIGNALS(SelfPipe, .max_workers = 1, .refuses = impls::signals::refuses, .limit_reason = impls::signals::one_thread,
                 .threads = impls::signals::threads, .unavailable = impls::signals::why_no_handlers,
                 .remark = "sigaction, a byte through a pipe, poll and read");
