// coroutine/fiber: one stack a connection, one a call upstream; a fiber is suspended, with all it has called, until what it waits for is
// there.
#include "impls/substrate/fiber/exchange.h"

#include <boost/fiber/fiber.hpp>
#include <variant>

#include "impls/substrate/exchange/compute.h"
#include "impls/substrate/exchange/fan_out.h"
#include "impls/substrate/fiber/sanitizers.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;
using Site = fiber::Exchange::Site;

// The calls of one step after another of one connection. The fiber that makes them waits until the last has ended.
class Caller {
 public:
  explicit Caller(Site& site) : site_(site) {}

  std::span<const workloads::CallResult> call_all(const workloads::Calls& calls) {
    const auto started = Timers::Time::clock::now();
    fan_out_.begin(calls);
    start_missing();
    if (calls.hedge_after.count() > 0 && some_run_until(started + calls.hedge_after)) start_missing();
    if (some_run_until(started + calls.deadline)) fan_out_.expire();
    while (running_ > 0) waiting_.suspend();
    return fan_out_.results();
  }

 private:
  using FanOut = substrate::FanOut<fiber::Connection>;

  bool some_run_until(Timers::Time due) {
    Timer timer;
    site_.loop.timers().wait(timer, due, waiting_);
    while (running_ > 0 && timer.waiting()) waiting_.suspend();
    return running_ > 0;
  }

  void start_missing() {
    for (std::size_t i = 0; i < fan_out_.size(); ++i) {
      if (fan_out_.ended(i)) continue;
      ++running_;
      boost::fibers::fiber(boost::fibers::launch::post, [this, i] {
        call(i);
        if (--running_ == 0) waiting_.on_ready();
      }).detach();
    }
  }

  void call(std::size_t index) {
    auto connection = site_.upstreams.take();
    FanOut::Attempt attempt(fan_out_, index);
    if (!connection || fan_out_.ended(index)) return;
    attempt.uses(**connection);
    if (!(*connection)->send_all(attempt.request())) return;
    Received received;
    do {
      received = (*connection)->receive();
      if (received.closed) return;
    } while (attempt.takes(received.bytes));
    if (attempt.complete()) site_.upstreams.give_back(std::move(connection));
  }

  Site& site_;
  FanOut fan_out_;
  fiber::Waiting waiting_;
  int running_ = 0;
};

void converse(Site& site, fiber::Connection::Owned connection, std::unique_ptr<workloads::ExchangeSession> session) {
  Caller caller(site);
  for (workloads::Step step = workloads::Need{};;) {
    if (std::holds_alternative<workloads::Need>(step)) {
      const Received received = connection->receive();
      if (received.closed) return;
      step = session->on_input(received.bytes);
    } else if (const auto* reply = std::get_if<workloads::Reply>(&step)) {
      if (!connection->send_all(reply->bytes) || reply->close) return;
      step = session->on_written();
    } else if (const auto* wait = std::get_if<workloads::Pause>(&step)) {
      const auto slept = fiber::pause(site.loop, wait->at_least);
      if (!slept) return;
      step = session->on_paused(*slept);
    } else if (const auto* compute = std::get_if<workloads::Compute>(&step)) {
      step = session->on_computed(compute->off_loop ? fiber::compute_elsewhere(site, *session) : compute_timed(*session));
    } else if (const auto* calls = std::get_if<workloads::Calls>(&step)) {
      step = session->on_calls(caller.call_all(*calls));
    }
  }
}

void serve(const workloads::ExchangeService& service) { fiber::serve_with_fibers(service, converse); }

FIVEWAYS_EXCHANGE(serve, .track = workloads::Track::tuned,
                  .threads = "one scheduler and epoll loop a thread, sharing the listener; if it off-loads, as many threads that compute",
                  .unavailable = why_no_stack_switching,
                  .remark = "stackful: Boost.Fiber over the reactor of the epoll cells, 128 KiB of stack reserved a connection and a call");

}  // namespace
}  // namespace impls
