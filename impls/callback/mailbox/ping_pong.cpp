// ping_pong, callbacks, our mailboxes: each thread runs a loop that calls its party back with the next value.
#include "impls/substrate/ping_pong/mailbox.h"
#include "impls/substrate/ping_pong/placement.h"
#include "workloads/ping_pong_cells.h"

namespace {

using impls::ping_pong::Loop;
using impls::ping_pong::Receiver;

template <workloads::PingPongWorkload W>
class PingPong {
 public:
  PingPong(const W& workload, int) : workload_(workload), threads_(workload.placement()) {}

  std::uint64_t run() {
    Loop first(workload_.placement());
    Loop second(workload_.placement());
    Party begins(workload_, 0, first, second);
    Party answers(workload_, 1, second, first);
    threads_.run([&](int party) {
      if (party == 0) begins.on_value(workload_.first_value());
      if (party == 1) second.await(answers);
      (party == 0 ? first : second).run();
    });
    return begins.value;
  }

 private:
  struct Party : Receiver {
    Party(const W& its_workload, int its_index, Loop& its_loop, Loop& of_peer)
        : workload(its_workload), index(its_index), loop(its_loop), peer(of_peer) {
      received = [](Receiver& self, std::uint64_t next) { static_cast<Party&>(self).on_value(next); };
    }

    // Party 0 gets one value more than it sends: the last.
    void on_value(std::uint64_t received_value) {
      value = received_value;
      if (round == workload.rounds()) return;
      const std::uint64_t next = workload.turn(index, round++, value);
      if (index == 0 || round < workload.rounds()) loop.await(*this);
      peer.mailbox.put(next);
    }

    const W& workload;
    const int index;
    Loop& loop;
    Loop& peer;
    std::uint64_t round = 0;
    std::uint64_t value = 0;
  };

  const W& workload_;
  impls::ping_pong::TwoThreads threads_;
};

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .refuses = impls::ping_pong::two_threads_refuse, .threads = impls::ping_pong::two_threads,
                   .remark = "a loop a thread around the mailbox of multithreaded/mailbox");
