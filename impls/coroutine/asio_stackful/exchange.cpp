// coroutine/asio_stackful: one stack a connection, one a call upstream; asio::spawn suspends it, with all it has called, until an operation
// has completed.
#include "impls/substrate/asio/exchange.h"

#include <array>
#include <boost/asio.hpp>
#include <boost/asio/spawn.hpp>
#include <memory>
#include <utility>
#include <variant>

#include "impls/substrate/exchange/fan_out.h"
#include "impls/substrate/fiber/sanitizers.h"
#include "workloads/registry.h"

namespace impls {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using substrate::AsioSite;
using substrate::AsioSocket;
using Clock = std::chrono::steady_clock;
using FanOut = substrate::FanOut<substrate::AsioUpstream>;

asio::const_buffer buffer_of(workloads::Bytes bytes) { return asio::buffer(bytes.data(), bytes.size()); }

// What one connection calls upstream with. The stacks of calls share it: where an io_context ends, stacks are unwound in any order.
class Caller : public std::enable_shared_from_this<Caller> {
 public:
  explicit Caller(AsioSite& site) : site_(site), wake_up_(site.executor) {}

  std::span<const workloads::CallResult> call_all(const workloads::Calls& calls, asio::yield_context yield) {
    const auto started = Clock::now();
    fan_out_.begin(calls);
    start_missing();
    if (calls.hedge_after.count() > 0 && some_run_until(started + calls.hedge_after, yield)) start_missing();
    if (some_run_until(started + calls.deadline, yield)) fan_out_.expire();
    some_run_until(Clock::time_point::max(), yield);
    return fan_out_.results();
  }

 private:
  void start_missing() {
    for (std::size_t i = 0; i < fan_out_.size(); ++i) {
      if (fan_out_.ended(i)) continue;
      ++running_;
      auto body = [self = shared_from_this(), i](asio::yield_context yield) { self->call(i, yield); };
      asio::spawn(site_.executor, std::move(body), [self = shared_from_this()](std::exception_ptr) {
        if (--self->running_ == 0) self->wake_up_.cancel();
      });
    }
  }

  bool some_run_until(Clock::time_point due, asio::yield_context yield) {
    error_code woken;
    while (running_ > 0 && (wake_up_.expires_at(due), wake_up_.async_wait(yield[woken]), woken)) continue;
    return running_ > 0;
  }

  void call(std::size_t index, asio::yield_context yield) {
    auto upstream = site_.upstreams.take();
    FanOut::Attempt attempt(fan_out_, index);
    if (!upstream || fan_out_.ended(index)) return;
    attempt.uses(*upstream);
    error_code error;
    asio::async_write(upstream->socket, buffer_of(attempt.request()), yield[error]);
    for (bool more = !error; more;) {
      const std::size_t size = upstream->socket.async_read_some(asio::buffer(upstream->buffer), yield[error]);
      more = !error && attempt.takes(workloads::Bytes(upstream->buffer).first(size));
    }
    if (attempt.complete())
      site_.upstreams.give_back(std::move(upstream));
    else if (error && error != asio::error::operation_aborted)
      site_.upstreams.broken();
  }

  AsioSite& site_;
  FanOut fan_out_;
  int running_ = 0;
  asio::steady_timer wake_up_;  // cancelled when no call runs any more
};

void converse(AsioSite& site, AsioSocket& socket, workloads::ExchangeSession& session, asio::yield_context yield) {
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  asio::steady_timer timer(site.executor);
  std::shared_ptr<Caller> caller;
  error_code error;
  for (workloads::Step step = workloads::Need{};;) {
    if (std::holds_alternative<workloads::Need>(step)) {
      const std::size_t size = socket.async_read_some(asio::buffer(buffer), yield[error]);
      if (error) return;
      step = session.on_input(workloads::Bytes(buffer).first(size));
    } else if (const auto* reply = std::get_if<workloads::Reply>(&step)) {
      asio::async_write(socket, buffer_of(reply->bytes), yield[error]);
      if (error || reply->close) return;
      step = session.on_written();
    } else if (const auto* pause = std::get_if<workloads::Pause>(&step)) {
      const auto slept = substrate::async_pause(timer, pause->at_least, yield[error]);
      if (error) return;
      step = session.on_paused(slept);
    } else if (const auto* compute = std::get_if<workloads::Compute>(&step)) {
      step = session.on_computed(compute->off_loop ? substrate::async_compute(site, session, yield) : substrate::compute_timed(session));
    } else if (const auto* calls = std::get_if<workloads::Calls>(&step)) {
      if (!caller) caller = std::make_shared<Caller>(site);
      step = session.on_calls(caller->call_all(*calls, yield));
    }
  }
}

void open(AsioSite& site, AsioSocket socket, std::unique_ptr<workloads::ExchangeSession> session) {
  auto body = [&site, socket = std::move(socket), session = std::move(session)](asio::yield_context yield) mutable {
    converse(site, socket, *session, yield);
  };
  asio::spawn(site.executor, std::move(body), asio::detached);
}

void serve(const workloads::ExchangeService& service) { substrate::serve_on_contexts(service, open); }

FIVEWAYS_EXCHANGE(serve, .threads = substrate::exchange_threads_of_asio, .unavailable = substrate::why_no_stack_switching,
                  .remark =
                      "stackful: asio::spawn on Boost.Context, a stack a connection and a call; pauses are steady_timers, which Asio's "
                      "reactor keeps by a timerfd; accepts as every backend does, after async_wait");

}  // namespace
}  // namespace impls
