// pipeline, coroutines, on our pool: a frame each; the channel's waiting node and the pool's task lie in the frame.
#include "impls/substrate/pipeline/coroutines.h"
#include "impls/substrate/pool/scheduler.h"
#include "workloads/pipeline_cells.h"

namespace {

using impls::pool::Pool;
using impls::pool::Scheduler;

template <workloads::PipelineWorkload W>
class Pipeline {
 public:
  Pipeline(W& workload, int workers) : workload_(workload), pool_(workers) {}

  void run() {
    const Pool::Inside inside(pool_);
    Scheduler scheduler{pool_, {pool_, workload_.producers() + workload_.consumers()}};
    impls::pipeline::Run<W, Scheduler> run(workload_, scheduler);
    impls::pipeline::start(run);
    pool_.help_until(scheduler.done);
  }

 private:
  W& workload_;
  Pool pool_;
};

}  // namespace

FIVEWAYS_PIPELINE(Pipeline, .threads = "the caller and workers - 1 of the pool",
                  .remark = "the channel's lock is a mutex; waiting allocates nothing");
