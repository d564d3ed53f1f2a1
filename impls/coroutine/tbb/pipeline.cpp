// pipeline, coroutines, on oneTBB: the frames of coroutine/pool, resumed by task_group::run.
#include "impls/substrate/pipeline/coroutines.h"
#include "impls/substrate/tbb/scheduler.h"
#include "workloads/pipeline_cells.h"

namespace {

using impls::tbb_backend::Scheduler;

template <workloads::PipelineWorkload W>
class Pipeline {
 public:
  Pipeline(W& workload, int workers) : workload_(workload), arena_(workers) {}

  void run() {
    Scheduler scheduler;
    impls::pipeline::Run<W, Scheduler> run(workload_, scheduler);
    arena_.execute([&] {
      impls::pipeline::start(run);
      scheduler.group.wait();
    });
  }

 private:
  W& workload_;
  impls::tbb_backend::Arena arena_;
};

}  // namespace

FIVEWAYS_PIPELINE(Pipeline, .threads = "the caller and workers - 1 of oneTBB",
                  .remark = "our channel, as in coroutine/pool; a wake-up is a task_group::run, which allocates");
