#pragma once
// parallel_map, callbacks, on any executor: nobody waits; each computed item calls back, and the last callback ends the run.

#include <atomic>
#include <vector>

#include "impls/substrate/executor/executor.h"
#include "workloads/shapes/parallel_map.h"

namespace impls::parallel_map {

template <Executor E>
class Callback {
 public:
  Callback(workloads::MapItems& items, int workers) : items_(items), executor_(workers), tasks_(items.count()) {
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      tasks_[i].run = run_item;
      tasks_[i].cell = this;
      tasks_[i].item = i;
      tasks_[i].then = count_down;
    }
  }

  void run() {
    pending_ = tasks_.size();
    executor_.run([this](typename E::Done& done) {
      done_ = &done;
      for (ItemTask& task : tasks_) executor_.schedule(task);
    });
  }

 private:
  struct ItemTask : E::Task {
    Callback* cell;
    std::size_t item;
    void (*then)(Callback&) noexcept;
  };

  static void run_item(typename E::Task& task) noexcept {
    const auto& own = static_cast<ItemTask&>(task);
    own.cell->items_.compute(own.item);
    own.then(*own.cell);
  }

  static void count_down(Callback& cell) noexcept {
    if (cell.pending_.fetch_sub(1, std::memory_order_acq_rel) == 1) cell.done_->arrive();
  }

  workloads::MapItems& items_;
  std::atomic<std::size_t> pending_ = 0;
  typename E::Done* done_ = nullptr;
  E executor_;
  std::vector<ItemTask> tasks_;
};

}  // namespace impls::parallel_map
