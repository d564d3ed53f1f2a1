// blocking/posix: one session after the other, through its library's blocking interface.
#include "workloads/readiness_cells.h"

namespace {

class OneAfterTheOther {
 public:
  OneAfterTheOther(workloads::ReadinessWorkload& workload, int /*workers*/) : workload_(workload) {}
  void run() {
    for (int i = 0; i < workload_.sessions(); ++i)
      if (workload_.session(i).open()) workload_.session(i).run_blocking();
  }

 private:
  workloads::ReadinessWorkload& workload_;
};

}  // namespace

FIVEWAYS_READINESS(OneAfterTheOther, .max_workers = 1, .limit_reason = "one thread: the next connection waits until the one before is done",
                   .threads = "the caller", .remark = "of many connections only one has a request under way");
