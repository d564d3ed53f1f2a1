#pragma once
// Threads that do one thing together whenever told: the parties of a computation whose model is a thread for each.

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace impls::std_backend {

/// Asleep between runs; joined when it ends.
class Crew {
 public:
  /// `members` threads, the one that calls `run` among them.
  explicit Crew(int members) {
    for (int member = 1; member < members; ++member) threads_.emplace_back([this, member] { work(member); });
  }
  Crew(const Crew&) = delete;
  ~Crew() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    told_.notify_all();
  }

  /// Calls body(member) on every thread, on the caller's with 0, and returns when all have returned. It must not throw.
  void run(const std::function<void(int)>& body) {
    {
      const std::lock_guard lock(mutex_);
      body_ = &body;
      busy_ = threads_.size();
      ++run_;
    }
    told_.notify_all();
    body(0);
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return busy_ == 0; });
  }

 private:
  void work(int member) {
    std::uint64_t last = 0;
    std::unique_lock lock(mutex_);
    for (;;) {
      told_.wait(lock, [&] { return stopping_ || run_ != last; });
      if (stopping_) return;
      last = run_;
      lock.unlock();
      (*body_)(member);
      lock.lock();
      if (--busy_ == 0) done_.notify_one();
    }
  }

  std::mutex mutex_;
  std::condition_variable told_;
  std::condition_variable done_;
  const std::function<void(int)>* body_ = nullptr;
  std::uint64_t run_ = 0;
  std::size_t busy_ = 0;
  bool stopping_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace impls::std_backend
