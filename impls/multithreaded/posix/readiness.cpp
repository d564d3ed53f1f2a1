// multithreaded/posix: a thread for each session, which blocks in its library.
#include "impls/substrate/std/crew.h"
#include "workloads/readiness_cells.h"

namespace {

class ThreadForEach {
 public:
  ThreadForEach(workloads::ReadinessWorkload& workload, int /*workers*/) : workload_(workload), threads_(workload.sessions()) {}
  void run() {
    threads_.run([this](int member) {
      if (workload_.session(member).open()) workload_.session(member).run_blocking();
    });
  }

 private:
  workloads::ReadinessWorkload& workload_;
  impls::std_backend::Crew threads_;
};

}  // namespace

FIVEWAYS_READINESS(ThreadForEach, .threads = "one a connection, the caller's among them, with the system's stack size");
