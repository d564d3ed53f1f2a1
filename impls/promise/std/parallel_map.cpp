// parallel_map, promises of the standard library: std::async for each part of the items, as each is a thread.
#include <future>
#include <vector>

#include "impls/substrate/std/crew.h"
#include "workloads/parallel_map_cells.h"

namespace {

class Async {
 public:
  Async(workloads::MapItems& items, int workers) : items_(items), workers_(workers) {}

  void run() {
    std::vector<std::future<void>> parts;
    for (int part = 1; part < workers_; ++part) parts.push_back(std::async(std::launch::async, [this, part] { compute(part); }));
    compute(0);
    for (std::future<void>& part : parts) part.get();
  }

 private:
  void compute(int part) {
    const auto [first, last] = impls::std_backend::part_of(items_.count(), part, workers_);
    for (std::size_t i = first; i < last; ++i) items_.compute(i);
  }

  workloads::MapItems& items_;
  int workers_;
};

}  // namespace

FIVEWAYS_PARALLEL_MAP(Async, .threads = "the caller and a new thread for each other part", .coarsened = true,
                      .remark = "a static split: one part a thread, however unevenly its items cost");
