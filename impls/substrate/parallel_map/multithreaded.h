#pragma once
// parallel_map, multithreaded, on any executor: every item is scheduled, and the caller waits for all.

#include <vector>

#include "impls/substrate/executor/executor.h"
#include "workloads/shapes/parallel_map.h"

namespace impls::parallel_map {

template <Executor E>
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
    const auto schedule_all = [this](typename E::Done& done) {
      done_ = &done;
      for (ItemTask& task : tasks_) executor_.schedule(task);
    };
    executor_.run(schedule_all, static_cast<int>(tasks_.size()));
  }

 private:
  struct ItemTask : E::Task {
    Multithreaded* cell;
    std::size_t item;
  };

  static void run_item(typename E::Task& task) noexcept {
    const auto& own = static_cast<ItemTask&>(task);
    own.cell->items_.compute(own.item);
    own.cell->done_->arrive();
  }

  workloads::MapItems& items_;
  typename E::Done* done_ = nullptr;
  E executor_;
  std::vector<ItemTask> tasks_;
};

}  // namespace impls::parallel_map
