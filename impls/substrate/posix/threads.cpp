// Threads of the servers.
#include "impls/substrate/posix/threads.h"

#include <exception>
#include <utility>
#include <vector>

namespace impls::substrate {

TransientThreads::~TransientThreads() {
  std::unique_lock lock(mutex_);
  none_runs_.wait(lock, [this] { return running_.empty(); });
  std::thread last = std::move(ended_last_);
  lock.unlock();
  if (last.joinable()) last.join();
}

std::size_t TransientThreads::running() const {
  const std::lock_guard lock(mutex_);
  return running_.size();
}

void TransientThreads::end(Handle self) {
  std::thread before;
  {
    const std::lock_guard lock(mutex_);
    before = std::exchange(ended_last_, std::move(*self));
    running_.erase(self);
    if (running_.empty()) none_runs_.notify_all();
  }
  if (before.joinable()) before.join();
}

void run_on_threads(int count, const std::function<void()>& body) {
  std::mutex mutex;
  std::exception_ptr first;
  const auto guarded = [&] {
    try {
      body();
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!first) first = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    for (int i = 1; i < count; ++i) others.emplace_back(guarded);
    guarded();
  }
  if (first) std::rethrow_exception(first);
}

}  // namespace impls::substrate
