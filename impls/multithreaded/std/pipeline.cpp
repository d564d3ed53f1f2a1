// pipeline, multithreaded, no library: a std::thread each, a channel of one mutex and two condition variables.
#include "impls/substrate/pipeline/threads.h"
#include "impls/substrate/std/blocking_channel.h"
#include "workloads/pipeline_cells.h"

namespace {

template <workloads::PipelineWorkload W>
class Pipeline : public impls::pipeline::Threads<W, impls::std_backend::BlockingChannel<typename W::Item>> {
 public:
  Pipeline(W& workload, int) : Pipeline::Threads(workload) {}
};

}  // namespace

FIVEWAYS_PIPELINE(Pipeline, .threads = impls::pipeline::a_thread_each,
                  .remark = "every item takes the mutex twice and notifies twice; waiting is the kernel's");
