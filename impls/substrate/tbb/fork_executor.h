#pragma once
// oneTBB as an executor of the callback, promise and coroutine models: a task is run by task_group::run.

#include <vector>

#include "impls/substrate/tbb/arena.h"

namespace impls::tbb_backend {

/// See impls::Executor. A worker schedules to a group of its own: with one group for all, its counter would be written by all
/// workers for every task. oneTBB allocates its own task for each of ours.
class TbbExecutor {
 public:
  struct Task {
    void (*run)(Task&) noexcept;
  };

  class Done {
   public:
    void arrive() noexcept { group_.run(std::move(ending_)); }

   private:
    friend TbbExecutor;
    explicit Done(tbb::task_group& group) : group_(group), ending_(group.defer([] {})) {}

    tbb::task_group& group_;
    tbb::task_handle ending_;  // keeps `group_.wait()` waiting until it has run
  };

  explicit TbbExecutor(int workers) : arena_(workers), groups_(static_cast<std::size_t>(workers)) {}
  ~TbbExecutor() noexcept = default;  // a task_group's destructor may throw, if it was not waited for

  void schedule(Task& task) {
    groups_[static_cast<std::size_t>(tbb::this_task_arena::current_thread_index())].run([&task] { task.run(task); });
  }

  template <class Start>
  void run(Start&& start) {
    arena_.execute([&] {
      Done done(ended_);
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
