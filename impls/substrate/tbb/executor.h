#pragma once
// oneTBB as an executor of the callback, promise and coroutine models: a task is run by task_group::run.

#include "impls/substrate/tbb/arena.h"

namespace impls::tbb_backend {

/// See impls::Executor. Its tasks are trivial to oneTBB, which allocates its own for each: idiomatic, not tuned.
class TbbExecutor {
 public:
  struct Task {
    void (*run)(Task&) noexcept;
  };
  struct Done {
    void arrive() noexcept {}  // the group knows when nothing is left
  };

  explicit TbbExecutor(int workers) : arena_(workers) {}
  ~TbbExecutor() noexcept = default;  // a task_group's destructor may throw, if it was not waited for

  void schedule(Task& task) {
    group_.run([&task] { task.run(task); });
  }

  template <class Start>
  void run(Start&& start) {
    arena_.execute([&] {
      Done done;
      start(done);
      group_.wait();
    });
  }

 private:
  Arena arena_;
  tbb::task_group group_;
};

}  // namespace impls::tbb_backend
