#pragma once
// Clients on the `fiber` backend: Boost.Fiber's scheduler over the epoll reactor, on a thread that is kept for it.

#include <exception>
#include <utility>

#include "impls/substrate/client/clients.h"
#include "impls/substrate/epoll/clients.h"
#include "impls/substrate/fiber/fibers.h"
#include "impls/substrate/std/crew.h"

namespace impls::substrate::fiber {

/// See Clients. The fiber that runs it sleeps until nobody talks any more; those that do are fibers of the same thread.
class ClientLoop {
 public:
  using Owned = epoll::ClientLoop::Owned;
  static constexpr Calls calls = epoll::ClientLoop::calls;
  template <class Owner>
  using Resting = epoll::ClientLoop::Resting<Owner>;

  /// Has the calling thread schedule its fibers by this loop, from now on.
  void schedule_this_thread();

  Owned open(Descriptor socket, int /*family*/) { return std::make_unique<Stream>(reactor_, std::move(socket)); }
  void run_while(const std::size_t& talking);

 private:
  friend class ClientTurns;

  Reactor reactor_;
  const std::size_t* talking_ = nullptr;
  Waiting runner_;
  std::exception_ptr failure_;
};

using Client = Clients<ClientLoop>::Client;

/// See workloads::ClientShape. A thread schedules its fibers in one way for as long as it lives, so the caller's is left alone.
template <Clients<ClientLoop>::Start start>
class ClientCell {
 public:
  ClientCell(workloads::ClientWorkload& workload, int /*workers*/) : clients_(workload) {
    on_fibers([this] { clients_.loop().schedule_this_thread(); });
  }

  void run() {
    std::exception_ptr failure;
    on_fibers([&] {
      try {
        clients_.run(start);
      } catch (...) {
        failure = std::current_exception();
      }
    });
    if (failure) std::rethrow_exception(failure);
  }

 private:
  template <class Work>
  void on_fibers(const Work& work) {
    caller_and_fibers_.run([&](int member) {
      if (member == 1) work();
    });
  }

  Clients<ClientLoop> clients_;
  std_backend::Crew caller_and_fibers_{2};
};

}  // namespace impls::substrate::fiber
