#pragma once
// What clients on the `fiber` backend run on: Boost.Fiber's scheduler over the epoll reactor, on a thread that is kept for it.

#include <cstddef>
#include <exception>
#include <utility>

#include "impls/substrate/epoll/reactor.h"
#include "impls/substrate/fiber/fibers.h"
#include "impls/substrate/std/crew.h"

namespace impls::substrate::fiber {

/// A loop whose runner is a fiber too.
class OwnLoop {
 public:
  /// Has the calling thread schedule its fibers by this loop, from now on.
  void schedule_this_thread();

  Reactor& reactor() { return reactor_; }

  /// The fiber that calls it sleeps until `going` is 0; those that go on are fibers of the same thread.
  void run_while(const std::size_t& going);

 private:
  friend class OwnTurns;

  Reactor reactor_;
  const std::size_t* going_ = nullptr;
  Waiting runner_;
  std::exception_ptr failure_;
};

/// A cell whose `loop()` is an OwnLoop. A thread schedules its fibers in one way for as long as it lives, so the caller's is left alone.
template <class Cell>
class OnOwnThread {
 public:
  template <class Workload>
  OnOwnThread(Workload& workload, int workers) : cell_(workload, workers) {
    on_fibers([this] { cell_.loop().schedule_this_thread(); });
  }

  void run() {
    std::exception_ptr failure;
    on_fibers([&] {
      try {
        cell_.run();
      } catch (...) {
        failure = std::current_exception();
      }
    });
    if (failure) std::rethrow_exception(failure);
  }

 private:
  template <class Work>
  void on_fibers(const Work& work) {
    caller_and_fibers_.run([&](int member) {
      if (member == 1) work();
    });
  }

  Cell cell_;
  std_backend::Crew caller_and_fibers_{2};
};

inline constexpr auto own_thread = "one for the fibers; the caller sleeps";

}  // namespace impls::substrate::fiber
