#pragma once
// Asio's thread_pool as an executor: what the models of `parallel_map` and `task_graph` post their tasks to.

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <condition_variable>
#include <mutex>

namespace impls::asio_backend {

/// The same surface as pool::Executor. The caller only waits: `workers` threads are the pool's own.
class Executor {
 public:
  /// Embedded in what it belongs to; `run` may end its life.
  struct Task {
    void (*run)(Task&) noexcept;
  };

  /// Counts arrivals, from any thread, for the caller of `run`.
  class Done {
   public:
    void arrive() {
      if (pending_.fetch_sub(1) != 1) return;
      const std::lock_guard lock(mutex_);
      complete_ = true;
      completed_.notify_one();
    }

   private:
    friend class Executor;
    std::atomic<int> pending_;
    std::mutex mutex_;
    std::condition_variable completed_;
    bool complete_;
  };

  explicit Executor(int workers) : threads_(static_cast<std::size_t>(workers)) {}

  /// Has a worker call the task's `run`. Called within `run`, by the caller or a worker.
  void post(Task& task) {
    boost::asio::post(threads_, [&task] { task.run(task); });
  }

  /// Calls start(done), then returns once done has been told arrive() `arrivals` times.
  template <class Start>
  void run(int arrivals, Start start) {
    done_.pending_ = arrivals;
    done_.complete_ = false;
    start(done_);
    std::unique_lock lock(done_.mutex_);
    done_.completed_.wait(lock, [this] { return done_.complete_; });
  }

 private:
  Done done_;  // outlives the threads, the last of which may still be leaving arrive()
  boost::asio::thread_pool threads_;
};

}  // namespace impls::asio_backend
