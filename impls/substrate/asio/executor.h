#pragma once
// Boost.Asio's thread_pool as the executor of the models: a task is posted. Includes nothing of Asio.

#include <atomic>
#include <functional>
#include <memory>

namespace impls::asio_backend {

/// See impls::Executor. The pool has one queue, first in, first out, for all workers: a tree is expanded breadth-first. The
/// caller of `run` waits and is no worker, since a thread can join a thread_pool only to end it.
class AsioExecutor {
 public:
  struct Task {
    void (*run)(Task&) noexcept;
  };
  class Done;

  explicit AsioExecutor(int workers);
  ~AsioExecutor();

  void schedule(Task& task);
  void run(const std::function<void(Done&)>& start, int arrivals = 1);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class AsioExecutor::Done {
 public:
  Done(State& state, int arrivals) : state_(state), pending_(arrivals) {}
  void arrive() noexcept;

 private:
  State& state_;
  std::atomic<int> pending_;
};

}  // namespace impls::asio_backend
