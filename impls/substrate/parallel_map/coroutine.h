#pragma once
// parallel_map, coroutines, on any executor: a frame an item.

#include "impls/substrate/executor/frame.h"
#include "workloads/shapes/parallel_map.h"

namespace impls::parallel_map {

template <class Executor>
class Coroutine {
 public:
  Coroutine(workloads::MapItems& items, int workers) : items_(items), executor_(workers) {}

  void run() {
    executor_.run(static_cast<int>(items_.count()), [this](Done& done) {
      for (std::size_t i = 0; i < items_.count(); ++i) executor_.post(compute(items_, i, done).task());
    });
  }

 private:
  using Done = typename Executor::Done;

  static executor::Frame<Executor> compute(workloads::MapItems& items, std::size_t item, Done& done) {
    items.compute(item);
    done.arrive();
    co_return;
  }

  workloads::MapItems& items_;
  Executor executor_;
};

}  // namespace impls::parallel_map
