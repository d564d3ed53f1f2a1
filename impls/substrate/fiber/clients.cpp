// Clients on the `fiber` backend.
#include "impls/substrate/fiber/clients.h"

#include <boost/fiber/operations.hpp>

#include "impls/substrate/fiber/ready_queue.h"

namespace impls::substrate::fiber {

/// With nobody ready it is the reactor's turn, or nobody talks any more.
class ClientTurns final : public ReadyQueue {
 public:
  explicit ClientTurns(ClientLoop& loop) : loop_(loop) {}

  // Runs on the scheduler's own stack, through which no exception may pass.
  void suspend_until(const std::chrono::steady_clock::time_point&) noexcept override {
    try {
      if (*loop_.talking_ > 0) return loop_.reactor_.turn();
    } catch (...) {
      loop_.failure_ = std::current_exception();
    }
    loop_.runner_.on_ready();
  }

 private:
  ClientLoop& loop_;
};

void ClientLoop::schedule_this_thread() { boost::fibers::use_scheduling_algorithm<ClientTurns>(*this); }

void ClientLoop::run_while(const std::size_t& talking) {
  talking_ = &talking;
  runner_.suspend();
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

}  // namespace impls::substrate::fiber
