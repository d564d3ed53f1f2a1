// ping_pong, coroutines, our mailboxes: each thread runs a loop that resumes its party's frame with the next value.
#include <coroutine>

#include "impls/substrate/coroutine/task.h"
#include "impls/substrate/ping_pong/mailbox.h"
#include "impls/substrate/ping_pong/placement.h"
#include "workloads/ping_pong_cells.h"

namespace {

using impls::ping_pong::Loop;
using impls::ping_pong::Receiver;
using impls::substrate::Spawned;

// `co_await Next(loop)` is the next value.
struct Next : Receiver {
  explicit Next(Loop& its_loop) : loop(its_loop) {
    received = [](Receiver& self, std::uint64_t its_value) {
      auto& next = static_cast<Next&>(self);
      next.value = its_value;
      next.frame.resume();
    };
  }
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> its_frame) {
    frame = its_frame;
    loop.await(*this);
  }
  std::uint64_t await_resume() const noexcept { return value; }

  Loop& loop;
  std::coroutine_handle<> frame;
  std::uint64_t value = 0;
};

template <workloads::PingPongWorkload W>
class PingPong {
 public:
  PingPong(const W& workload, int) : workload_(workload), threads_(workload.placement()) {}

  std::uint64_t run() {
    Loop first(workload_.placement());
    Loop second(workload_.placement());
    std::uint64_t value = workload_.first_value();
    threads_.run([&](int party) {
      party == 0 ? begin(workload_, first, second, value) : answer(workload_, second, first);
      (party == 0 ? first : second).run();
    });
    return value;
  }

 private:
  static Spawned begin(const W& workload, Loop& loop, Loop& peer, std::uint64_t& value) {
    Next next(loop);
    for (std::uint64_t round = 0; round < workload.rounds(); ++round) {
      peer.mailbox.put(workload.turn(0, round, value));
      value = co_await next;
    }
  }

  static Spawned answer(const W& workload, Loop& loop, Loop& peer) {
    Next next(loop);
    for (std::uint64_t round = 0; round < workload.rounds(); ++round) {
      const std::uint64_t value = co_await next;
      peer.mailbox.put(workload.turn(1, round, value));
    }
  }

  const W& workload_;
  impls::ping_pong::TwoThreads threads_;
};

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .refuses = impls::ping_pong::two_threads_refuse, .threads = impls::ping_pong::two_threads,
                   .remark = "a loop a thread around the mailbox of multithreaded/mailbox");
