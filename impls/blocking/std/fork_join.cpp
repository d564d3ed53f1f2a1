// fork_join, blocking, no library: plain recursion, one child after the other. What a node costs without any concurrency.
#include "impls/substrate/fork_join/serial.h"
#include "workloads/fork_join_cells.h"

namespace {

template <workloads::ForkJoinWorkload W>
class Serial {
 public:
  Serial(const W& workload, int) : workload_(workload) {}

  typename W::Result run() { return impls::visit_serially(workload_, workload_.root()); }
  std::uint64_t forks() const { return 0; }

 private:
  const W& workload_;
};

}  // namespace

FIVEWAYS_FORK_JOIN(Serial, .max_workers = 1, .limit_reason = "a serial program has one thread", .threads = "the caller",
                   .remark = "no fork at all: the kernel that the others divide");
