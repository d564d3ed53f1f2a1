// parallel_map, multithreaded, no library: each thread computes an equal part of the items. Nothing is scheduled.
#include "impls/substrate/std/crew.h"
#include "workloads/parallel_map_cells.h"

namespace {

class StaticSplit {
 public:
  StaticSplit(workloads::MapItems& items, int workers) : items_(items), crew_(workers) {}

  void run() {
    crew_.run([this](int member) {
      const auto [first, last] = impls::std_backend::part_of(items_.count(), member, crew_.members());
      for (std::size_t i = first; i < last; ++i) items_.compute(i);
    });
  }

 private:
  workloads::MapItems& items_;
  impls::std_backend::Crew crew_;
};

}  // namespace

FIVEWAYS_PARALLEL_MAP(StaticSplit, .threads = "the caller and workers - 1 kept between runs", .coarsened = true,
                      .remark = "a static split: one part a thread, however unevenly its items cost");
