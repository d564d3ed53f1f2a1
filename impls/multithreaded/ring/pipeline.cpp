// pipeline, multithreaded, our ring: one producer and one consumer that wait by looking.
#include "impls/substrate/pipeline/ring.h"
#include "impls/substrate/pipeline/threads.h"
#include "impls/substrate/posix/cpus.h"
#include "workloads/pipeline_cells.h"

namespace {

template <class T>
struct OfOneSender : impls::pipeline::Ring<T> {
  OfOneSender(std::size_t capacity, int) : impls::pipeline::Ring<T>(capacity) {}
  void leave() { this->close(); }
};

template <workloads::PipelineWorkload W>
class Pipeline : public impls::pipeline::Threads<W, OfOneSender<typename W::Item>> {
 public:
  Pipeline(W& workload, int) : Pipeline::Threads(workload) {}
};

std::string refuses(const workloads::Parameters& parameters) {
  if (parameters.at("producers") != 1 || parameters.at("consumers") != 1) return "its ring has one sender and one receiver";
  if (impls::substrate::usable_cpus().size() < 2) return "two threads that wait by looking need two CPUs";
  return "";
}

}  // namespace

FIVEWAYS_PIPELINE(
    Pipeline, .track = workloads::Track::tuned, .refuses = refuses, .threads = impls::pipeline::a_thread_each,
    .remark = "both sides look while they wait, so each occupies a CPU for the whole run; they tell each other once in 64 items");
