#pragma once
// parallel_map, promises, on any executor: a promise for every item, and one for all of them.

#include <optional>

#include "impls/substrate/executor/void_promise.h"
#include "workloads/shapes/parallel_map.h"

namespace impls::parallel_map {

template <Executor E>
class Promise {
 public:
  Promise(workloads::MapItems& items, int workers) : items_(items), executor_(workers) {}

  void run() {
    using Done = typename E::Done;
    std::optional<AllSettled<Done>> all;
    executor_.run([&](Done& done) {
      all.emplace(items_.count(), done);
      for (std::size_t i = 0; i < items_.count(); ++i) all->add(when_all_then<0>(executor_, {}, [this, i] { items_.compute(i); }));
    });
  }

 private:
  workloads::MapItems& items_;
  E executor_;
};

}  // namespace impls::parallel_map
