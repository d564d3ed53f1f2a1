#pragma once
// What the models of a computation ask of a backend: a place where pieces of work are run. `pool`, `tbb` and `asio` have one.

#include <concepts>

namespace impls {

/// `E::Task` is one piece of work, embedded in what it belongs to (a closure, a shared state, a frame). It stays where it is
/// until its `run` is called, once, by one worker; `run` may end its life.
///
/// `schedule` is called by workers. `run` calls `start(done)` on a worker and returns once `done.arrive()` has been called as often
/// as `arrivals` says (once, if it does not), by any workers; nothing is scheduled any more then. It is called by one thread at a time.
template <class E>
concept Executor = requires(E& executor, typename E::Task& task, void (*run)(typename E::Task&) noexcept, void (*start)(typename E::Done&),
                            int arrivals) {
  E(int{});  // workers
  task.run = run;
  executor.schedule(task);
  executor.run(start);
  executor.run(start, arrivals);
};

}  // namespace impls
