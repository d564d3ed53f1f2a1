#pragma once
// The pool under every `pool` cell of a computation: a LIFO deque a worker, stealing from the other end, sleep when idle.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace impls::pool {

/// One piece of work, embedded in what it belongs to (a stack frame, a closure, a shared state, a coroutine frame), so that
/// scheduling allocates nothing. It stays where it is until `run` is called, once, by one worker; `run` may end its life.
struct Task {
  void (*run)(Task&) noexcept;
  Task* newer;
  Task* older;
};

/// The owner works at the new end, so a tree is visited depth-first and memory stays within depth × children × workers;
/// thieves take the oldest task, which is the largest subtree.
class Deque {
 public:
  void push(Task& task);
  Task* pop();
  Task* steal();
  bool empty() const;

 private:
  mutable std::mutex mutex_;
  Task* newest_ = nullptr;
  Task* oldest_ = nullptr;
};

class Join;

/// `workers` threads visit tasks: the one that calls (while it is Inside) and workers - 1 of the pool's own.
class Pool {
 public:
  explicit Pool(int workers);
  Pool(const Pool&) = delete;
  ~Pool();

  /// Makes the calling thread worker 0 while it lives. One thread at a time.
  class Inside {
   public:
    explicit Inside(Pool& pool);
    Inside(const Inside&) = delete;
    ~Inside();
  };

  using Task = pool::Task;
  using Done = Join;

  /// Makes the caller worker 0 and calls start(done). Returns once done.arrive() has been called `arrivals` times; see impls::Executor.
  template <class Start>
  void run(Start&& start, int arrivals = 1);

  /// How many tasks workers took from each other's deques since the pool was made. Between runs only.
  std::uint64_t steals() const;

  /// Puts a task on the calling worker's deque and wakes a sleeper if there is one. Called by workers only.
  void schedule(Task& task);

  /// Runs tasks, its own first, until the join is complete; sleeps when there is none. Called by the join's owner.
  void help_until(const Join& join);

 private:
  friend class Join;

  struct alignas(64) Worker {
    Deque tasks;
    std::atomic<bool> asleep = false;  // may be set by its owner; whoever clears it owes or takes back the wake-up
    std::mutex mutex;
    std::condition_variable woken_up;
    bool woken = false;
    std::uint64_t steals = 0;  // written by this worker before the task runs, so whoever has joined that task may read it
  };

  Task* find(Worker& self);
  void rest(Worker& self, const Join* join);
  bool has_reason_to_stay_awake(const Join* join) const;
  bool wake(Worker& worker);
  void wake_any();
  void work(Worker& self);

  static constinit thread_local Worker* current;

  std::vector<Worker> workers_;
  std::atomic<int> sleepers_ = 0;  // at least the number of workers with `asleep` set
  std::atomic<bool> stopping_ = false;
  std::vector<std::jthread> threads_;
};

/// Counts arrivals that one worker, its maker, waits for.
class Join {
 public:
  Join(Pool& pool, int arrivals) : pool_(pool), owner_(*Pool::current), pending_(arrivals) {}

  /// Called by any worker. What was written before is seen by the owner after the last arrival, when the Join may be gone.
  void arrive();
  bool complete() const { return pending_.load() == 0; }

 private:
  Pool& pool_;
  Pool::Worker& owner_;
  std::atomic<int> pending_;
};

template <class Start>
void Pool::run(Start&& start, int arrivals) {
  const Inside inside(*this);
  Join done(*this, arrivals);
  start(done);
  help_until(done);
}

}  // namespace impls::pool
