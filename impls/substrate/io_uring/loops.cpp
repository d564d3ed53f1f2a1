// A service on the `io_uring` backend.
#include "impls/substrate/io_uring/loops.h"

#include <utility>

#include "impls/substrate/posix/exclusion.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/threads.h"

namespace impls::substrate::uring {
namespace {

// The ring polls the listener and leaves accepting, and what to do when descriptors run out, to the code that every backend
// shares: a multishot accept would end with EMFILE, and start again only to end again, whether or not somebody waits.
class Loop final : Completion {
 public:
  Loop(const workloads::StreamService& service, OpenStream open)
      : service_(service),
        open_(open),
        listener_(service.listener, Calls::non_blocking, Calls::blocking),
        ring_(service.stop, service.listener, *this) {}
  void run() { ring_.run(); }

 private:
  void on_complete() override {
    if (Descriptor socket = listener_.accept())
      open_(Stream::open(ring_, std::move(socket)), service_.workload.open_session(service_.exclusion));
  }

  const workloads::StreamService& service_;
  OpenStream open_;
  Listener listener_;
  Ring ring_;
};

}  // namespace

void serve_on_rings(const workloads::StreamService& service, OpenStream open) {
  const SharedByLoops shared(service);
  run_on_threads(service.threads, [&] { Loop(shared.service, open).run(); });
}

}  // namespace impls::substrate::uring
