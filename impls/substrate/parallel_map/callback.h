#pragma once
// parallel_map, callbacks, on any executor: nobody waits; when an item is done, its callback posts the next that nobody has begun.

#include <algorithm>
#include <atomic>
#include <vector>

#include "workloads/shapes/parallel_map.h"

namespace impls::parallel_map {

/// As many chains of callbacks as workers, so that no more items than that are under way.
template <class Executor>
class Callback {
 public:
  Callback(workloads::MapItems& items, int workers)
      : items_(items), executor_(workers), chains_(std::min(items.count(), static_cast<std::size_t>(workers))) {}

  void run() {
    next_ = 0;
    executor_.run(static_cast<int>(chains_.size()), [this](typename Executor::Done& done) {
      done_ = &done;
      for (Chain& chain : chains_) {
        chain.run = run_item;
        chain.cell = this;
        go_on(chain);
      }
    });
  }

 private:
  struct Chain : Executor::Task {
    Callback* cell;
    std::size_t item;
  };

  void go_on(Chain& chain) noexcept {
    chain.item = next_.fetch_add(1, std::memory_order_relaxed);
    if (chain.item >= items_.count()) return done_->arrive();
    executor_.post(chain);
  }

  static void run_item(typename Executor::Task& task) noexcept {
    Chain& chain = static_cast<Chain&>(task);
    Callback& cell = *chain.cell;
    cell.items_.compute(chain.item);
    cell.go_on(chain);
  }

  workloads::MapItems& items_;
  typename Executor::Done* done_ = nullptr;
  std::atomic<std::size_t> next_ = 0;
  Executor executor_;
  std::vector<Chain> chains_;
};

}  // namespace impls::parallel_map
