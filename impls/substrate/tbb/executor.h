#pragma once
// oneTBB as an executor: what the models of `parallel_map` and `task_graph` post their tasks to.

#include "impls/substrate/tbb/arena.h"

namespace impls::tbb_backend {

/// The same surface as pool::Executor. The caller works too; a task_group counts what is posted, so arrivals need no counter.
class Executor {
 public:
  /// Embedded in what it belongs to; `run` may end its life.
  struct Task {
    void (*run)(Task&) noexcept;
  };
  struct Done {
    void arrive() noexcept {}
  };

  explicit Executor(int workers) : arena_(workers) {}
  ~Executor() noexcept {}  // a task_group's may throw if it was not waited for; here every run waits

  /// Has a worker call the task's `run`. Called within `run`, by the caller or a worker.
  void post(Task& task) {
    group_.run([&task] { task.run(task); });
  }

  /// Calls start(done), then returns once everything posted has run.
  template <class Start>
  void run(int, Start start) {
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
