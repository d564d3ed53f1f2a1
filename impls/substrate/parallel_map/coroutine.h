#pragma once
// parallel_map, coroutines, on any executor: a frame an item.

#include "impls/substrate/executor/detached_frame.h"
#include "workloads/shapes/parallel_map.h"

namespace impls::parallel_map {

template <Executor E>
class Coroutine {
 public:
  Coroutine(workloads::MapItems& items, int workers) : items_(items), executor_(workers) {}

  void run() {
    const auto schedule_all = [this](Done& done) {
      for (std::size_t i = 0; i < items_.count(); ++i) executor_.schedule(compute(items_, i, done).task());
    };
    executor_.run(schedule_all, static_cast<int>(items_.count()));
  }

 private:
  using Done = typename E::Done;

  static DetachedFrame<E> compute(workloads::MapItems& items, std::size_t item, Done& done) {
    items.compute(item);
    done.arrive();
    co_return;
  }

  workloads::MapItems& items_;
  E executor_;
};

}  // namespace impls::parallel_map
