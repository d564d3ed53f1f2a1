#pragma once
// What the callback, promise and coroutine models of fork_join ask of a backend: a place where pieces of work are run.

#include <concepts>

namespace impls {

/// `E::Task` is one piece of work, embedded in what it belongs to (a closure, a shared state, a frame). It stays where it is
/// until its `run` is called, once, by one worker; `run` may end its life.
///
/// `schedule` is called by workers. `run` calls `start(done)` on a worker and returns once `done.arrive()` has been called, by
/// any worker, and nothing is scheduled any more. It is called by one thread at a time.
template <class E>
concept Executor = requires(E& executor, typename E::Task& task, void (*run)(typename E::Task&) noexcept,
                            void (*start)(typename E::Done&)) {
  E(int{});  // workers
  task.run = run;
  executor.schedule(task);
  executor.run(start);
};

}  // namespace impls
