#pragma once
// oneTBB as the executor of the models: a task is run by task_group::run.

#include <atomic>
#include <vector>

#include "impls/substrate/tbb/arena.h"

namespace impls::tbb_backend {

/// See impls::Executor. A worker schedules to a group of its own: with one group for all, its counter would be written by all
/// workers for every task. oneTBB allocates its own task for each of ours. The caller works too.
class TbbExecutor {
 public:
  struct Task {
    void (*run)(Task&) noexcept;
  };

  class Done {
   public:
    void arrive() noexcept {
      if (pending_.fetch_sub(1, std::memory_order_acq_rel) == 1) group_.run(std::move(ending_));
    }

   private:
    friend TbbExecutor;
    Done(tbb::task_group& group, int arrivals) : pending_(arrivals), group_(group), ending_(group.defer([] {})) {}

    std::atomic<int> pending_;
    tbb::task_group& group_;
    tbb::task_handle ending_;  // keeps `group_.wait()` waiting until it has run
  };

  explicit TbbExecutor(int workers) : arena_(workers), groups_(static_cast<std::size_t>(workers)) {}
  ~TbbExecutor() noexcept = default;  // a task_group's destructor may throw, if it was not waited for

  void schedule(Task& task) {
    groups_[static_cast<std::size_t>(tbb::this_task_arena::current_thread_index())].run([&task] { task.run(task); });
  }

  template <class Start>
  void run(Start&& start, int arrivals = 1) {
    arena_.execute([&] {
      Done done(ended_, arrivals);
      start(done);
      ended_.wait();
      for (tbb::task_group& group : groups_) group.wait();  // what has arrived, but not returned to oneTBB
    });
  }

 private:
  Arena arena_;
  std::vector<tbb::task_group> groups_;
  tbb::task_group ended_;
};

}  // namespace impls::tbb_backend
