// blocking/asio: one session after the other; Asio's synchronous wait blocks the only thread until the socket is ready.
#include <boost/asio.hpp>

#include "impls/substrate/asio/sessions.h"
#include "workloads/readiness_cells.h"

namespace {

using namespace impls::substrate;
using asio_backend::BlockingWatches;
using asio_backend::Watch;
using workloads::Interest;

class OneAfterTheOther {
 public:
  OneAfterTheOther(workloads::ReadinessWorkload& workload, int /*workers*/) : workload_(workload) {}

  void run() {
    for (int i = 0; i < workload_.sessions(); ++i)
      if (workload_.session(i).open()) converse(watches_.watch(workload_.session(i)), workload_.session(i));
  }

 private:
  static void converse(Watch watch, workloads::ReadinessSession& session) {
    boost::system::error_code error;
    for (Interest interest; interest = session.advance(), interest != Interest::nothing;)
      watch.wait(asio_backend::wait_for(interest), error);
  }

  workloads::ReadinessWorkload& workload_;
  BlockingWatches watches_;
};

}  // namespace

FIVEWAYS_READINESS(OneAfterTheOther, .max_workers = 1, .limit_reason = "one thread: the next connection waits until the one before is done",
                   .threads = "the caller", .remark = asio_backend::blocking_sessions_remark);
