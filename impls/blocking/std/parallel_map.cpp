// parallel_map, blocking, no library: one item after the other. What the items cost without any concurrency.
#include "workloads/parallel_map_cells.h"

namespace {

class Serial {
 public:
  Serial(workloads::MapItems& items, int) : items_(items) {}

  void run() {
    for (std::size_t i = 0; i < items_.count(); ++i) items_.compute(i);
  }

 private:
  workloads::MapItems& items_;
};

}  // namespace

FIVEWAYS_PARALLEL_MAP(Serial, .max_workers = 1, .limit_reason = "a serial program has one thread", .threads = "the caller",
                      .remark = "the items themselves, which the others divide");
