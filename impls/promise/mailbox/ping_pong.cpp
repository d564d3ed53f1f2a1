// ping_pong, promises, our mailboxes: the next value of a thread's mailbox is a promise that its loop fulfils.
#include <optional>
#include <utility>

#include "impls/substrate/ping_pong/mailbox.h"
#include "impls/substrate/ping_pong/placement.h"
#include "impls/substrate/promise/promise.h"
#include "workloads/ping_pong_cells.h"

namespace {

using impls::ping_pong::Loop;
using impls::ping_pong::Receiver;
using impls::substrate::fulfilled;
using impls::substrate::Promise;
using impls::substrate::Resolver;

// A loop whose values are promised one at a time.
struct PromisingLoop : Receiver {
  explicit PromisingLoop(workloads::Placement placement) : loop(placement) {
    received = [](Receiver& self, std::uint64_t value) {
      Resolver<std::uint64_t> resolver = *std::exchange(static_cast<PromisingLoop&>(self).promised, std::nullopt);
      resolver.fulfil(value);
    };
  }

  Promise<std::uint64_t> next() {
    auto [promise, resolver] = Promise<std::uint64_t>::pending();
    promised.emplace(std::move(resolver));
    loop.await(*this);
    return std::move(promise);
  }

  Loop loop;
  std::optional<Resolver<std::uint64_t>> promised;
};

template <workloads::PingPongWorkload W>
class PingPong {
 public:
  PingPong(const W& workload, int) : workload_(workload), threads_(workload.placement()) {}

  std::uint64_t run() {
    Run run{workload_, PromisingLoop(workload_.placement()), PromisingLoop(workload_.placement())};
    std::uint64_t last = 0;
    threads_.run([&](int party) {
      if (party == 0)
        begin(run, 0, workload_.first_value()).then([&last](std::uint64_t value) { last = value; }).detach();
      else
        answer(run, 0).detach();
      (party == 0 ? run.first : run.second).loop.run();
    });
    return last;
  }

 private:
  struct Run {
    const W& workload;
    PromisingLoop first;
    PromisingLoop second;
  };

  static Promise<std::uint64_t> begin(Run& run, std::uint64_t round, std::uint64_t value) {
    if (round == run.workload.rounds()) return fulfilled(value);
    auto next = run.first.next();
    run.second.loop.mailbox.put(run.workload.turn(0, round, value));
    return std::move(next).then([&run, round](std::uint64_t answer) { return begin(run, round + 1, answer); });
  }

  static Promise<void> answer(Run& run, std::uint64_t round) {
    if (round == run.workload.rounds()) return fulfilled();
    return run.second.next().then([&run, round](std::uint64_t value) {
      run.first.loop.mailbox.put(run.workload.turn(1, round, value));
      return answer(run, round + 1);
    });
  }

  const W& workload_;
  impls::ping_pong::TwoThreads threads_;
};

}  // namespace

FIVEWAYS_PING_PONG(
    PingPong, .refuses = impls::ping_pong::two_threads_refuse, .threads = impls::ping_pong::two_threads,
    .remark = "a loop a thread around the mailbox of multithreaded/mailbox; the promise recycles its memory within the thread");
