#pragma once
// parallel_map, promises, on any executor: a promise for every item, and one for all of them.

#include <optional>

#include "impls/substrate/executor/promise.h"
#include "workloads/shapes/parallel_map.h"

namespace impls::parallel_map {

template <class Executor>
class Promise {
 public:
  Promise(workloads::MapItems& items, int workers) : items_(items), executor_(workers) {}

  void run() {
    using Done = typename Executor::Done;
    std::optional<executor::AllSettled<Done>> all;
    executor_.run(1, [&](Done& done) {
      all.emplace(items_.count(), done);
      for (std::size_t i = 0; i < items_.count(); ++i)
        all->add(executor::when_all_then<0>(executor_, {}, [this, i] { items_.compute(i); }));
    });
  }

 private:
  workloads::MapItems& items_;
  Executor executor_;
};

}  // namespace impls::parallel_map
