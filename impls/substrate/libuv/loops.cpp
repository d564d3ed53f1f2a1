// A service on the `libuv` backend.
#include "impls/substrate/libuv/loops.h"

#include <utility>

#include "impls/substrate/posix/exclusion.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/threads.h"

namespace impls::substrate::libuv {
namespace {

// uv_poll_t and not uv_listen: a socket that libuv listens on closes connections by a rule of its own when descriptors run out.
// Polling leaves accepting, and what to do then, to the code that every backend shares.
class Server final : Completion {
 public:
  Server(const workloads::StreamService& service, OpenStream open)
      : service_(service), open_(open), listener_(service.listener, Calls::non_blocking), loop_(service.stop, service.listener, *this) {}
  void run() { loop_.run(); }

 private:
  void on_complete() override {
    if (Descriptor socket = listener_.accept())
      open_(Stream::open(loop_, listener_.family(), std::move(socket)), service_.workload.open_session(service_.exclusion));
  }

  const workloads::StreamService& service_;
  OpenStream open_;
  Listener listener_;
  Loop loop_;
};

}  // namespace

void serve_on_loops(const workloads::StreamService& service, OpenStream open) {
  const SharedByLoops shared(service);
  run_on_threads(service.threads, [&] { Server(shared.service, open).run(); });
}

}  // namespace impls::substrate::libuv
