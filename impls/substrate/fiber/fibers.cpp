// A service on the `fiber` backend.
#include "impls/substrate/fiber/fibers.h"

#include <boost/fiber/fiber.hpp>
#include <boost/fiber/operations.hpp>
#include <exception>
#include <utility>

#include "impls/substrate/fiber/exchange.h"
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

// The thread's own fiber accepts, one connection a call, as the loops of the `epoll` backend do.
class Acceptor {
 public:
  Acceptor(int stop, int listener) : listener_(listener, Calls::non_blocking), reactor_(stop, listener, waiting_) {
    fibers::use_scheduling_algorithm<Turns>(reactor_, waiting_, failure_);
  }

  Reactor& reactor() { return reactor_; }

  template <class Accepted>
  void accept_all(Accepted accepted) {
    for (;;) {
      waiting_.suspend();
      if (failure_) std::rethrow_exception(failure_);
      if (!reactor_.runs()) return;
      if (reactor_.stopped()) continue;  // in the turn that also woke this fiber
      if (Descriptor socket = listener_.accept()) accepted(std::move(socket));
    }
  }

 private:
  Listener listener_;
  Waiting waiting_;
  Reactor reactor_;
  std::exception_ptr failure_;
};

}  // namespace

void accept_with_fibers(int listener, int stop, const std::function<void(Reactor&, Descriptor)>& start) {
  Acceptor acceptor(stop, listener);
  acceptor.accept_all([&](Descriptor socket) { start(acceptor.reactor(), std::move(socket)); });
}

void serve_with_fibers(const workloads::StreamService& service, Converse converse) {
  const SharedByLoops shared(service);
  run_on_threads(service.threads, [&] {
    accept_with_fibers(service.listener, service.stop, [&](Reactor& reactor, Descriptor socket) {
      fibers::fiber(fibers::launch::post, converse, std::ref(reactor), std::move(socket), open_session(shared.service)).detach();
    });
  });
}

void serve_with_fibers(const workloads::ExchangeService& service, Exchange::Converse converse) {
  Offload offload(service.threads);
  run_on_threads(service.threads, [&] {
    Acceptor acceptor(service.stop, service.listener);
    Reactor& reactor = acceptor.reactor();
    Exchange::Site site{
        .loop = reactor, .upstreams = {reactor, service.upstream}, .offload = offload, .results = epoll::ReactorResults(reactor)};
    acceptor.accept_all([&](Descriptor socket) {
      auto connection = Exchange::adopt(reactor, std::move(socket));
      fibers::fiber(fibers::launch::post, converse, std::ref(site), std::move(connection), open_session(service)).detach();
    });
  });
}

}  // namespace impls::substrate::fiber
