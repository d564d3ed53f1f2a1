// A service on the `epoll` backend.
#include "impls/substrate/epoll/loops.h"

#include <utility>

#include "impls/substrate/posix/exclusion.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/threads.h"

namespace impls::substrate {
namespace {

// One connection a call: with several loops, whoever is idle comes for the next.
class Loop final : Waiter {
 public:
  Loop(const workloads::StreamService& service, OpenStream open)
      : service_(service), open_(open), listener_(service.listener, Calls::non_blocking), reactor_(service.stop, service.listener, *this) {}
  void run() { reactor_.run(); }

 private:
  void on_ready() override {
    if (Descriptor socket = listener_.accept()) open_(reactor_, std::move(socket), service_.workload.open_session(service_.exclusion));
  }

  const workloads::StreamService& service_;
  OpenStream open_;
  Listener listener_;
  Reactor reactor_;
};

}  // namespace

void serve_on_loops(const workloads::StreamService& service, OpenStream open) {
  const SharedByLoops shared(service);
  run_on_threads(service.threads, [&] { Loop(shared.service, open).run(); });
}

}  // namespace impls::substrate
