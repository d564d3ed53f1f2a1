// parallel_map, multithreaded, on oneTBB: parallel_for, as its documentation writes it, but never two items in one task.
#include <oneapi/tbb/parallel_for.h>

#include "impls/substrate/tbb/arena.h"
#include "workloads/parallel_map_cells.h"

namespace {

class ParallelFor {
 public:
  ParallelFor(workloads::MapItems& items, int workers) : items_(items), arena_(workers) {}

  void run() {
    arena_.execute([this] {
      using Range = tbb::blocked_range<std::size_t>;
      tbb::parallel_for(
          Range(0, items_.count(), 1),
          [this](const Range& range) {
            for (std::size_t i = range.begin(); i != range.end(); ++i) items_.compute(i);
          },
          tbb::simple_partitioner());
    });
  }

 private:
  workloads::MapItems& items_;
  impls::tbb_backend::Arena arena_;
};

}  // namespace

FIVEWAYS_PARALLEL_MAP(ParallelFor, .threads = "the caller and workers - 1 of oneTBB",
                      .remark = "an item is a task (simple_partitioner); the range is halved down to them");
