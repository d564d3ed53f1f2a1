// Atoms: one thread wakes another and goes to sleep, by each of the ways in which that is done.
#include <fcntl.h>
#include <linux/futex.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "impls/atoms/partner.h"
#include "impls/substrate/posix/descriptor.h"
#include "impls/substrate/posix/sockets.h"

namespace impls::atoms {
namespace {

using substrate::check;
using substrate::Descriptor;
using workloads::AtomPlace;
using workloads::make_atom;

class Futex {
 public:
  void wake() {
    word_ = 1;
    syscall(SYS_futex, &word_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
  }
  void wait() {
    while (word_.exchange(0) == 0) syscall(SYS_futex, &word_, FUTEX_WAIT_PRIVATE, 0, nullptr, nullptr, 0);
  }

 private:
  std::atomic<std::uint32_t> word_ = 0;
};

class ConditionVariable {
 public:
  void wake() {
    {
      const std::lock_guard lock(mutex_);
      woken_ = true;
    }
    condition_.notify_one();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    condition_.wait(lock, [this] { return woken_; });
    woken_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  bool woken_ = false;
};

class Eventfd {
 public:
  void wake() {
    const std::uint64_t one = 1;
    check(static_cast<int>(write(event_.get(), &one, sizeof one)), "write");
  }
  void wait() {
    std::uint64_t events = 0;
    check(static_cast<int>(read(event_.get(), &events, sizeof events)), "read");
  }
  int descriptor() const { return event_.get(); }

 private:
  Descriptor event_{check(eventfd(0, EFD_CLOEXEC), "eventfd")};
};

// How an event loop is woken: it sleeps in epoll_wait and then reads the eventfd.
class Epoll {
 public:
  Epoll() {
    epoll_event interest{.events = EPOLLIN, .data = {}};
    check(epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, event_.descriptor(), &interest), "epoll_ctl");
  }
  void wake() { event_.wake(); }
  void wait() {
    epoll_event ready{};
    check(epoll_wait(epoll_.get(), &ready, 1, -1), "epoll_wait");
    event_.wait();
  }

 private:
  Eventfd event_;
  Descriptor epoll_{check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")};
};

class Pipe {
 public:
  Pipe() {
    int ends[2];
    check(pipe2(ends, O_CLOEXEC), "pipe2");
    read_.reset(ends[0]);
    write_.reset(ends[1]);
  }
  void wake() { check(static_cast<int>(write(write_.get(), "", 1)), "write"); }
  void wait() {
    char byte;
    check(static_cast<int>(read(read_.get(), &byte, 1)), "read");
  }

 private:
  Descriptor read_;
  Descriptor write_;
};

// An operation is one hand-over: half a round trip between the two threads. An odd one is rounded up and not counted.
template <class Way>
class HandOver final : public workloads::AtomRun {
 public:
  explicit HandOver(const AtomPlace& place) : partner_(start_partner(place, [this] { answer(); })) {}
  ~HandOver() override {
    ending_ = true;
    there_.wake();
  }

  std::int64_t run(std::int64_t operations) override {
    const std::int64_t before = answered_;
    for (std::int64_t i = 0; i < operations; i += 2) {
      there_.wake();
      back_.wait();
    }
    return 2 * (answered_ - before) - operations % 2;
  }

 private:
  void answer() {
    for (;;) {
      there_.wait();
      if (ending_) return;
      ++answered_;
      back_.wake();
    }
  }

  Way there_;
  Way back_;
  std::atomic<bool> ending_ = false;
  std::atomic<std::int64_t> answered_ = 0;
  std::jthread partner_;
};

template <class Way>
workloads::Atom hand_over(std::string_view name, std::string_view operation) {
  return {.name = name, .operation = operation, .make = make_atom<HandOver<Way>>, .partner = workloads::Partner::either_cpu};
}

[[maybe_unused]] const bool registered =
    workloads::add_atoms("wake_ups", {hand_over<Futex>("futex", "a thread wakes another by futex and sleeps: half a round trip"),
                                      hand_over<ConditionVariable>("condition_variable", "the same by mutex and std::condition_variable"),
                                      hand_over<Eventfd>("eventfd", "the same by an eventfd that is written and read"),
                                      hand_over<Epoll>("epoll", "the same by an eventfd in epoll: waited for, then read"),
                                      hand_over<Pipe>("pipe", "the same by one byte in a pipe")});

}  // namespace
}  // namespace impls::atoms
