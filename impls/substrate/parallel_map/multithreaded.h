#pragma once
// parallel_map, multithreaded, on any executor: the caller posts every item and waits for all.

#include <vector>

#include "workloads/shapes/parallel_map.h"

namespace impls::parallel_map {

template <class Executor>
class Multithreaded {
 public:
  Multithreaded(workloads::MapItems& items, int workers) : items_(items), executor_(workers), tasks_(items.count()) {
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      tasks_[i].run = run_item;
      tasks_[i].cell = this;
      tasks_[i].item = i;
    }
  }

  void run() {
    executor_.run(static_cast<int>(tasks_.size()), [this](typename Executor::Done& done) {
      done_ = &done;
      for (ItemTask& task : tasks_) executor_.post(task);
    });
  }

 private:
  struct ItemTask : Executor::Task {
    Multithreaded* cell;
    std::size_t item;
  };

  static void run_item(typename Executor::Task& task) noexcept {
    const auto& own = static_cast<ItemTask&>(task);
    own.cell->items_.compute(own.item);
    own.cell->done_->arrive();
  }

  workloads::MapItems& items_;
  typename Executor::Done* done_ = nullptr;
  Executor executor_;
  std::vector<ItemTask> tasks_;
};

}  // namespace impls::parallel_map
