#pragma once
// Threads kept between runs, all of which do one thing at a time: static splits, pipelines, the two of a ping_pong.

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace impls::std_backend {

/// The caller is member 0. Between runs the others sleep.
class Crew {
 public:
  explicit Crew(int members) : members_(members) {
    for (int member = 1; member < members; ++member) threads_.emplace_back([this, member] { serve(member); });
  }
  Crew(const Crew&) = delete;
  ~Crew() {
    {
      const std::lock_guard lock(mutex_);
      work_ = nullptr;
      ++order_;
    }
    ordered_.notify_all();
    threads_.clear();
  }

  int members() const { return members_; }

  /// Calls work(member) once on every member's thread and returns when all have returned. `work` does not throw.
  void run(const std::function<void(int)>& work) {
    {
      const std::lock_guard lock(mutex_);
      work_ = &work;
      working_ = members_ - 1;
      ++order_;
    }
    ordered_.notify_all();
    work(0);
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [this] { return working_ == 0; });
  }

 private:
  void serve(int member) {
    std::uint64_t served = 0;
    std::unique_lock lock(mutex_);
    for (;;) {
      ordered_.wait(lock, [&] { return order_ != served; });
      served = order_;
      const auto* work = work_;
      if (work == nullptr) return;
      lock.unlock();
      (*work)(member);
      lock.lock();
      if (--working_ == 0) finished_.notify_one();
    }
  }

  const int members_;
  std::mutex mutex_;
  std::condition_variable ordered_;
  std::condition_variable finished_;
  const std::function<void(int)>* work_ = nullptr;  // null: end
  std::uint64_t order_ = 0;
  int working_ = 0;
  std::vector<std::jthread> threads_;
};

/// The part of `count` things that belongs to one of `members`: [first, last), as equal as possible.
inline std::pair<std::size_t, std::size_t> part_of(std::size_t count, int member, int members) {
  const auto at = [&](int border) { return count * static_cast<std::size_t>(border) / static_cast<std::size_t>(members); };
  return {at(member), at(member + 1)};
}

}  // namespace impls::std_backend
