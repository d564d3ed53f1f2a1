// The loop of a thread of fibers.
#include "impls/substrate/fiber/own_thread.h"

#include <boost/fiber/operations.hpp>

#include "impls/substrate/fiber/ready_queue.h"

namespace impls::substrate::fiber {

/// With nobody ready it is the reactor's turn, or nobody goes on any more.
class OwnTurns final : public ReadyQueue {
 public:
  explicit OwnTurns(OwnLoop& loop) : loop_(loop) {}

  // Runs on the scheduler's own stack, through which no exception may pass.
  void suspend_until(const std::chrono::steady_clock::time_point&) noexcept override {
    try {
      if (*loop_.going_ > 0) return loop_.reactor_.turn();
    } catch (...) {
      loop_.failure_ = std::current_exception();
    }
    loop_.runner_.on_ready();
  }

 private:
  OwnLoop& loop_;
};

void OwnLoop::schedule_this_thread() { boost::fibers::use_scheduling_algorithm<OwnTurns>(*this); }

void OwnLoop::run_while(const std::size_t& going) {
  going_ = &going;
  runner_.suspend();
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

}  // namespace impls::substrate::fiber
