// coroutine/asio: one frame a connection, one a call upstream; Asio's awaitable is suspended until an operation has completed.
#include "impls/substrate/asio/exchange.h"

#include <array>
#include <boost/asio.hpp>
#include <memory>
#include <utility>
#include <variant>

#include "impls/substrate/exchange/fan_out.h"
#include "workloads/registry.h"

namespace impls {
namespace {

namespace asio = boost::asio;
using substrate::AsioSite;
using substrate::AsioSocket;
using Clock = std::chrono::steady_clock;
using FanOut = substrate::FanOut<substrate::AsioUpstream>;

constexpr auto outcome = asio::as_tuple(asio::use_awaitable);

asio::const_buffer buffer_of(workloads::Bytes bytes) { return asio::buffer(bytes.data(), bytes.size()); }

// What one connection calls upstream with. The frames of calls share it: where an io_context ends, frames do in any order.
struct Caller {
  explicit Caller(AsioSite& given) : site(given), wake_up(given.executor) {}

  AsioSite& site;
  FanOut fan_out;
  int running = 0;
  asio::steady_timer wake_up;  // cancelled when no call runs any more
};

asio::awaitable<void> call(std::shared_ptr<Caller> caller, std::size_t index) {
  auto upstream = caller->site.upstreams.take();
  FanOut::Attempt attempt(caller->fan_out, index);
  if (!upstream || caller->fan_out.ended(index)) co_return;
  attempt.uses(*upstream);
  auto [error, size] = co_await asio::async_write(upstream->socket, buffer_of(attempt.request()), outcome);
  for (bool more = !error; more;) {
    std::tie(error, size) = co_await upstream->socket.async_read_some(asio::buffer(upstream->buffer), outcome);
    more = !error && attempt.takes(workloads::Bytes(upstream->buffer).first(size));
  }
  if (attempt.complete())
    caller->site.upstreams.give_back(std::move(upstream));
  else if (error && error != asio::error::operation_aborted)
    caller->site.upstreams.broken();
}

void start_missing(const std::shared_ptr<Caller>& caller) {
  for (std::size_t i = 0; i < caller->fan_out.size(); ++i) {
    if (caller->fan_out.ended(i)) continue;
    ++caller->running;
    asio::co_spawn(caller->site.executor, call(caller, i), [caller](std::exception_ptr) {
      if (--caller->running == 0) caller->wake_up.cancel();
    });
  }
}

asio::awaitable<bool> some_run_until(Caller& caller, Clock::time_point due) {
  while (caller.running > 0) {
    caller.wake_up.expires_at(due);
    const auto [error] = co_await caller.wake_up.async_wait(outcome);
    if (!error) break;
  }
  co_return caller.running > 0;
}

asio::awaitable<std::span<const workloads::CallResult>> call_all(std::shared_ptr<Caller> caller, workloads::Calls calls) {
  const auto started = Clock::now();
  caller->fan_out.begin(calls);
  start_missing(caller);
  if (calls.hedge_after.count() > 0) {
    const bool slow = co_await some_run_until(*caller, started + calls.hedge_after);
    if (slow) start_missing(caller);
  }
  const bool late = co_await some_run_until(*caller, started + calls.deadline);
  if (late) caller->fan_out.expire();
  co_await some_run_until(*caller, Clock::time_point::max());
  co_return caller->fan_out.results();
}

asio::awaitable<void> converse(AsioSite& site, AsioSocket socket, std::unique_ptr<workloads::ExchangeSession> session) {
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  asio::steady_timer timer(site.executor);
  std::shared_ptr<Caller> caller;
  for (workloads::Step step = workloads::Need{};;) {
    if (std::holds_alternative<workloads::Need>(step)) {
      const auto [error, size] = co_await socket.async_read_some(asio::buffer(buffer), outcome);
      if (error) co_return;
      step = session->on_input(workloads::Bytes(buffer).first(size));
    } else if (const auto* reply = std::get_if<workloads::Reply>(&step)) {
      const auto [error, size] = co_await asio::async_write(socket, buffer_of(reply->bytes), outcome);
      if (error || reply->close) co_return;
      step = session->on_written();
    } else if (const auto* pause = std::get_if<workloads::Pause>(&step)) {
      const auto [error, slept] = co_await substrate::async_pause(timer, pause->at_least, outcome);
      if (error) co_return;
      step = session->on_paused(slept);
    } else if (const auto* compute = std::get_if<workloads::Compute>(&step); compute != nullptr && compute->off_loop) {
      const auto [error, took] = co_await substrate::async_compute(site, *session, outcome);
      step = session->on_computed(took);
    } else if (compute != nullptr) {
      step = session->on_computed(substrate::compute_timed(*session));
    } else if (const auto* calls = std::get_if<workloads::Calls>(&step)) {
      if (!caller) caller = std::make_shared<Caller>(site);
      const auto results = co_await call_all(caller, *calls);
      step = session->on_calls(results);
    }
  }
}

void open(AsioSite& site, AsioSocket socket, std::unique_ptr<workloads::ExchangeSession> session) {
  asio::co_spawn(site.executor, converse(site, std::move(socket), std::move(session)), asio::detached);
}

void serve(const workloads::ExchangeService& service) { substrate::serve_on_contexts(service, open); }

FIVEWAYS_EXCHANGE(
    serve, .threads = substrate::exchange_threads_of_asio,
    .remark = "pauses are steady_timers, which its reactor keeps by a timerfd; accepts as every backend does, after async_wait");

}  // namespace
}  // namespace impls
