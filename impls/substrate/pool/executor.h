#pragma once
// Our pool as an executor: what the models of `parallel_map` and `task_graph` post their tasks to.

#include "impls/substrate/pool/pool.h"

namespace impls::pool {

/// The same surface as asio_backend::Executor and tbb_backend::Executor. Here the caller works too.
class Executor {
 public:
  using Task = pool::Task;
  using Done = Join;

  explicit Executor(int workers) : pool_(workers) {}

  /// Has a worker call the task's `run`. Called within `run`, by the caller or a worker.
  void post(Task& task) { pool_.schedule(task); }

  /// Calls start(done), then returns once done has been told arrive() `arrivals` times.
  template <class Start>
  void run(int arrivals, Start start) {
    const Pool::Inside inside(pool_);
    Join done(pool_, arrivals);
    start(done);
    pool_.help_until(done);
  }

 private:
  Pool pool_;
};

}  // namespace impls::pool
