// callback/sigio: sockets that send a real-time signal when their state changes (O_ASYNC, F_SETSIG); only those signalled are polled.
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "impls/substrate/readiness/callbacks.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;
using readiness::Interest;

constexpr std::size_t signals_at_once = 64;

int changed() { return SIGRTMIN + 1; }

// Blocks the signals for this thread, which then reads them; must be made on the thread that uses it.
Descriptor open_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, changed());
  sigaddset(&set, SIGIO);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return Descriptor(check(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK), "signalfd"));
}

// A signal says that something changed, once; poll says what is there. So whoever was signalled is polled until found idle.
class SignalDriven final : public readiness::Poller {
 public:
  void watch(int descriptor, Interest interest) override {
    Watched& one = at(descriptor);
    if (one.interest == 0) ask_for_signals(descriptor);
    one.interest = interest == Interest::readable ? POLLIN : POLLOUT;
    suspect(descriptor);  // what happened before it was asked for was not signalled
  }

  // The owner of a description, to whom its signals go, is one thread: what several loops share is polled.
  void watch_shared(int descriptor) override {
    at(descriptor).interest = POLLIN;
    at(descriptor).shared = true;
    suspect(descriptor);
  }

  void forget(int descriptor) override { at(descriptor).interest = 0; }

  void wait(std::vector<int>& ready) override {
    polled_.assign(1, {.fd = signals_.get(), .events = POLLIN, .revents = 0});
    for (const int one : suspected_)
      if (at(one).interest != 0) polled_.push_back({.fd = one, .events = at(one).interest, .revents = 0});
    const int count = poll(polled_.data(), polled_.size(), -1);
    if (count < 0 && errno == EINTR) return;
    check(count, "poll");
    for (const int one : std::exchange(suspected_, {})) at(one).suspected = false;
    for (const pollfd& one : std::span(polled_).subspan(1)) {
      if (one.revents != 0) ready.push_back(one.fd);
      if (one.revents != 0 || at(one.fd).shared) suspect(one.fd);
    }
    if (polled_.front().revents != 0) read_signals();
  }

 private:
  struct Watched {
    short interest = 0;  // none: not watched
    bool suspected = false;
    bool shared = false;
  };

  Watched& at(int descriptor) {
    const auto index = static_cast<std::size_t>(descriptor);
    if (watched_.size() <= index) watched_.resize(2 * index + 1);
    return watched_[index];
  }

  void suspect(int descriptor) {
    if (!std::exchange(at(descriptor).suspected, true)) suspected_.push_back(descriptor);
  }

  static void ask_for_signals(int descriptor) {
    const f_owner_ex self{.type = F_OWNER_TID, .pid = gettid()};
    check(fcntl(descriptor, F_SETOWN_EX, &self), "fcntl F_SETOWN_EX");
    check(fcntl(descriptor, F_SETSIG, changed()), "fcntl F_SETSIG");
    check(fcntl(descriptor, F_SETFL, O_NONBLOCK | O_ASYNC), "fcntl F_SETFL");
  }

  void read_signals() {
    std::array<signalfd_siginfo, signals_at_once> signals;
    const ssize_t size = read(signals_.get(), signals.data(), sizeof signals);
    if (size < 0) return;  // somebody else's
    for (const auto& one : std::span(signals).first(static_cast<std::size_t>(size) / sizeof signals[0]))
      static_cast<int>(one.ssi_signo) == changed() ? suspect(one.ssi_fd) : suspect_all();
  }

  // SIGIO itself: the queue of signals was full, and who would have sent one is not known.
  void suspect_all() {
    for (std::size_t i = 0; i < watched_.size(); ++i)
      if (watched_[i].interest != 0) suspect(static_cast<int>(i));
  }

  Descriptor signals_ = open_signals();
  std::vector<Watched> watched_;  // by descriptor
  std::vector<int> suspected_;    // may be ready
  std::vector<pollfd> polled_;
};

void serve(const workloads::StreamService& service) {
  readiness::serve_with_callbacks(service, [] { return std::make_unique<SignalDriven>(); });
}

FIVEWAYS_STREAM(
    serve, .threads = "one loop a thread, sharing the listener; a new connection wakes them all",
    .remark = "signals are read 64 at a time from a signalfd; listener and stop are polled; all are, when the queue of signals was full");

}  // namespace
}  // namespace impls
