// ping_pong, multithreaded, our mailboxes: each thread waits in the call that takes the next value.
#include "impls/substrate/ping_pong/mailbox.h"
#include "impls/substrate/ping_pong/placement.h"
#include "workloads/ping_pong_cells.h"

namespace {

using impls::ping_pong::Mailbox;

template <workloads::PingPongWorkload W>
class PingPong {
 public:
  PingPong(const W& workload, int) : workload_(workload), threads_(workload.placement()) {}

  std::uint64_t run() {
    Mailbox first(workload_.placement());
    Mailbox second(workload_.placement());
    std::uint64_t value = workload_.first_value();
    threads_.run([&](int party) {
      for (std::uint64_t round = 0; round < workload_.rounds(); ++round)
        if (party == 0) {
          second.put(workload_.turn(0, round, value));
          value = first.take();
        } else {
          first.put(workload_.turn(1, round, second.take()));
        }
    });
    return value;
  }

 private:
  const W& workload_;
  impls::ping_pong::TwoThreads threads_;
};

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .refuses = impls::ping_pong::two_threads_refuse, .threads = impls::ping_pong::two_threads,
                   .remark = "an atomic word; who waits asleep is woken by a futex");
