// ping_pong, callbacks, on our pool: two tasks that schedule each other.
#include <utility>

#include "impls/substrate/ping_pong/placement.h"
#include "impls/substrate/pool/pool.h"
#include "workloads/ping_pong_cells.h"

namespace {

using impls::pool::Join;
using impls::pool::Pool;
using impls::pool::Task;

template <workloads::PingPongWorkload W>
class PingPong {
 public:
  PingPong(const W& workload, int workers) : workload_(workload), pool_(workers) {}

  std::uint64_t run() {
    const Pool::Inside inside(pool_);
    Run run{.workload = workload_, .pool = pool_, .value = workload_.first_value(), .done = {pool_, 1}};
    Party begins(run, 0);
    Party answers(run, 1);
    begins.peer = &answers;
    answers.peer = &begins;
    pool_.schedule(begins);
    pool_.help_until(run.done);
    return run.value;
  }

 private:
  struct Run {
    const W& workload;
    Pool& pool;
    std::uint64_t value;
    Join done;
  };

  struct Party : Task {
    Party(Run& its_run, int its_index) : at(its_run), index(its_index) {
      this->run = [](Task& self) noexcept { static_cast<Party&>(self).take_turn(); };
    }
    void take_turn() {
      if (round == at.workload.rounds()) return at.done.arrive();
      at.value = at.workload.turn(index, round++, at.value);
      at.pool.schedule(*peer);
    }
    Run& at;
    const int index;
    Party* peer = nullptr;
    std::uint64_t round = 0;
  };

  const W& workload_;
  Pool pool_;
};

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .max_workers = 1, .refuses = impls::ping_pong::one_thread_refuses,
                   .limit_reason = "the pool chooses the thread: with more than one nobody could say where a party runs",
                   .threads = "the caller", .remark = "the pool's deque and its mutex lie between the parties");
