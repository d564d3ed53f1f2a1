#pragma once
// Threads of the servers: many that end by themselves, or a fixed number that ends together.

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace impls::substrate {

/// Threads that come and go. Each, as it ends, joins the one that ended before it: none is left unjoined but the last,
/// and nobody has to come by to collect them. Any thread may start one.
class TransientThreads {
 public:
  TransientThreads() = default;
  TransientThreads(const TransientThreads&) = delete;
  TransientThreads& operator=(const TransientThreads&) = delete;
  /// Waits for all.
  ~TransientThreads();

  /// Runs `body` on a thread of its own. False, and `body` is destroyed unrun, if the system has no thread to give.
  template <class Body>
  bool start(Body body);

  /// Started and not yet ended.
  std::size_t running() const;

 private:
  using Handle = std::list<std::thread>::iterator;
  void end(Handle self);

  mutable std::mutex mutex_;
  std::condition_variable none_runs_;
  std::list<std::thread> running_;
  std::thread ended_last_;
};

template <class Body>
bool TransientThreads::start(Body body) {
  const std::lock_guard lock(mutex_);  // held until the handle is in place, so that even the fastest thread finds it
  const Handle self = running_.emplace(running_.end());
  try {
    *self = std::thread([this, self, given = std::move(body)]() mutable {
      {
        Body run = std::move(given);  // what it owns ends before the thread counts as ended
        run();
      }
      end(self);
    });
  } catch (const std::system_error&) {
    running_.erase(self);
    return false;
  }
  return true;
}

/// Runs `body` on `count` threads, the caller's among them, and returns when all have. Throws what the first of them threw.
void run_on_threads(int count, const std::function<void()>& body);

}  // namespace impls::substrate
