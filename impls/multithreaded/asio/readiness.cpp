// multithreaded/asio: a thread for each session; Asio's synchronous wait blocks the session's own thread until the socket is ready.
#include <boost/asio.hpp>
#include <optional>
#include <vector>

#include "impls/substrate/asio/sessions.h"
#include "impls/substrate/std/crew.h"
#include "workloads/readiness_cells.h"

namespace {

using namespace impls::substrate;
using asio_backend::BlockingWatches;
using asio_backend::Watch;
using workloads::Interest;

class ThreadForEach {
 public:
  ThreadForEach(workloads::ReadinessWorkload& workload, int /*workers*/) : workload_(workload), threads_(workload.sessions()) {}

  void run() {
    std::vector<std::optional<Watch>> watches(static_cast<std::size_t>(workload_.sessions()));
    for (int i = 0; i < workload_.sessions(); ++i)
      if (workload_.session(i).open()) watches[static_cast<std::size_t>(i)] = watches_.watch(workload_.session(i));
    threads_.run([&](int member) {
      if (auto& watch = watches[static_cast<std::size_t>(member)]) converse(*watch, workload_.session(member));
    });
  }

 private:
  static void converse(Watch& watch, workloads::ReadinessSession& session) {
    boost::system::error_code error;
    for (Interest interest; interest = session.advance(), interest != Interest::nothing;)
      watch.wait(asio_backend::wait_for(interest), error);
  }

  workloads::ReadinessWorkload& workload_;
  BlockingWatches watches_;
  impls::std_backend::Crew threads_;
};

}  // namespace

FIVEWAYS_READINESS(ThreadForEach, .threads = "one a connection, the caller's among them, with the system's stack size",
                   .remark = asio_backend::blocking_sessions_remark);
