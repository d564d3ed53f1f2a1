// A service on the `epoll` backend.
#include "impls/substrate/epoll/loops.h"

#include <utility>

#include "impls/substrate/posix/threads.h"

namespace impls::substrate {

AcceptingLoop::AcceptingLoop(int stop, int listener, std::function<void(Descriptor)> accepted)
    : accepted_(std::move(accepted)), listener_(listener, Calls::non_blocking), reactor_(stop, listener, *this) {}

// One connection a call: with several loops, whoever is idle comes for the next.
void AcceptingLoop::on_ready() {
  if (Descriptor socket = listener_.accept()) accepted_(std::move(socket));
}

void serve_on_loops(const workloads::StreamService& service, OpenStream open) {
  run_on_threads(service.threads, [&] {
    AcceptingLoop loop(service.stop, service.listener,
                       [&](Descriptor socket) { open(loop.reactor(), std::move(socket), service.workload.open_session()); });
    loop.run();
  });
}

}  // namespace impls::substrate
