// What every cell of `signals` shares.
#include "impls/substrate/signals/storm.h"

#include <pthread.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>

namespace impls::signals {
namespace {

using Clock = workloads::Signals::Clock;

std::array<int, 2> numbers_of(bool queued) { return queued ? std::array{SIGRTMIN, SIGRTMIN + 1} : std::array{SIGUSR1, SIGUSR2}; }

sigset_t set_of(const std::array<int, 2>& numbers) {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : numbers) sigaddset(&set, number);
  return set;
}

void change_mask(int how, const sigset_t& set, sigset_t* before) {
  const int error = pthread_sigmask(how, &set, before);
  if (error != 0) throw std::system_error(error, std::generic_category(), "pthread_sigmask");
}

}  // namespace

Blocked::Blocked(const sigset_t& set) : set_(set) { change_mask(SIG_BLOCK, set_, &before_); }
Blocked::~Blocked() {
  constexpr timespec at_once{};
  while (sigtimedwait(&set_, nullptr, &at_once) > 0) continue;
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

Unblocked::Unblocked(const sigset_t& set) { change_mask(SIG_UNBLOCK, set, &before_); }
Unblocked::~Unblocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

Storm::Storm(workloads::Signals& signals, const std::vector<int>& cpus)
    : signals_(signals), numbers_(numbers_of(signals.queued())), set_(set_of(numbers_)), blocked_(set_), receiver_(cpus.back()) {
  sender_ = std::jthread([this, cpu = signals.across() ? cpus.front() : cpus.back()] {
    substrate::pin_this_thread(cpu);
    send_all();
  });
}

Storm::~Storm() {
  ending_ = true;
  orders_.release();
}

void Storm::begin() {
  burst_ = 0;
  left_ = signals_.size(0);
  orders_.release();
}

bool Storm::deliver(int number) {
  if (number == numbers_[0]) {
    signals_.received(Clock::now());
    if (marked(burst_) || --left_ > 0) return false;
  }
  signals_.burst_ended();
  if (++burst_ == signals_.bursts()) return true;
  left_ = signals_.size(burst_);
  orders_.release();
  return false;
}

void Storm::send_all() {
  for (;;) {
    orders_.acquire();
    if (ending_) return;
    Clock::time_point due = Clock::now();
    for (std::size_t burst = 0; burst < signals_.bursts(); ++burst) {
      if (burst > 0) orders_.acquire();
      if (signals_.gap() > Clock::duration::zero()) std::this_thread::sleep_until(due);
      due += signals_.gap();
      for (std::size_t left = signals_.size(burst); left > 0; --left) {
        signals_.sending(Clock::now());
        send(numbers_[0]);
      }
      if (marked(burst)) send(numbers_[1]);
    }
  }
}

// A real-time signal for which the kernel has no room (RLIMIT_SIGPENDING) is tried again once others have been received.
void Storm::send(int number) const {
  while (sigqueue(getpid(), number, {}) != 0) {
    if (errno != EAGAIN) throw std::system_error(errno, std::generic_category(), "sigqueue");
    std::this_thread::yield();
  }
}

}  // namespace impls::signals
