// A service on the `fiber` backend.
#include "impls/substrate/fiber/fibers.h"

#include <boost/fiber/fiber.hpp>
#include <boost/fiber/operations.hpp>
#include <exception>
#include <utility>

#include "impls/substrate/fiber/ready_queue.h"
#include "impls/substrate/posix/exclusion.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/threads.h"

namespace impls::substrate::fiber {
namespace {

namespace fibers = boost::fibers;

/// With nobody ready it is the reactor's turn. Nothing here sleeps or is woken by other threads.
class Turns final : public ReadyQueue {
 public:
  Turns(Reactor& reactor, Waiting& acceptor, std::exception_ptr& failure) : reactor_(reactor), acceptor_(acceptor), failure_(failure) {}

  // Runs on the scheduler's own stack, through which no exception may pass.
  void suspend_until(const std::chrono::steady_clock::time_point&) noexcept override {
    try {
      if (reactor_.runs()) reactor_.turn();
    } catch (...) {
      failure_ = std::current_exception();
    }
    if (failure_ || !reactor_.runs()) acceptor_.on_ready();
  }

 private:
  Reactor& reactor_;
  Waiting& acceptor_;
  std::exception_ptr& failure_;
};

}  // namespace

// The thread's own fiber accepts, one connection a call, as the loops of the `epoll` backend do.
void accept_with_fibers(int listening, int stop, const std::function<void(Reactor&, Descriptor)>& start) {
  Listener listener(listening, Calls::non_blocking);
  Waiting acceptor;
  Reactor reactor(stop, listening, acceptor);
  std::exception_ptr failure;
  fibers::use_scheduling_algorithm<Turns>(reactor, acceptor, failure);
  for (;;) {
    acceptor.suspend();
    if (failure) std::rethrow_exception(failure);
    if (!reactor.runs()) return;
    if (reactor.stopped()) continue;  // in the turn that also woke this fiber
    if (Descriptor socket = listener.accept()) start(reactor, std::move(socket));
  }
}

void serve_with_fibers(const workloads::StreamService& service, Converse converse) {
  const SharedByLoops shared(service);
  run_on_threads(service.threads, [&] {
    accept_with_fibers(shared.service.listener, shared.service.stop, [&](Reactor& reactor, Descriptor socket) {
      auto session = shared.service.workload.open_session(shared.service.exclusion);
      fibers::fiber(fibers::launch::post, converse, std::ref(reactor), std::move(socket), std::move(session)).detach();
    });
  });
}

}  // namespace impls::substrate::fiber
