// promise/asio: the chain of a connection's steps owns it; every operation of Asio gives a promise, calls upstream are joined by `all`.
#include "impls/substrate/asio/exchange.h"

#include <array>
#include <boost/asio.hpp>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "impls/substrate/exchange/fan_out.h"
#include "impls/substrate/promise/asio.h"
#include "impls/substrate/promise/combinators.h"
#include "workloads/registry.h"

namespace impls {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::nanoseconds;
using substrate::AsioSite;
using substrate::AsioSocket;
using substrate::AsioUpstream;
using substrate::fulfilled;
using substrate::Promise;
using substrate::use_outcome;
using FanOut = substrate::FanOut<AsioUpstream>;
using Transferred = std::tuple<error_code, std::size_t>;
using Timed = std::tuple<error_code, nanoseconds>;

asio::const_buffer buffer_of(workloads::Bytes bytes) { return asio::buffer(bytes.data(), bytes.size()); }

struct Connection {
  Connection(AsioSite& given, AsioSocket accepted, std::unique_ptr<workloads::ExchangeSession> opened)
      : site(given), socket(std::move(accepted)), session(std::move(opened)), timer(given.executor), hedge(given.executor) {}

  AsioSite& site;
  AsioSocket socket;
  std::unique_ptr<workloads::ExchangeSession> session;
  asio::steady_timer timer;
  asio::steady_timer hedge;
  FanOut fan_out;
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
};

using Owner = std::shared_ptr<Connection>;

struct Call {
  Call(Owner given, std::size_t index) : owner(std::move(given)), upstream(owner->site.upstreams.take()), attempt(owner->fan_out, index) {}

  Promise<void> failed(error_code failure) {
    if (failure != asio::error::operation_aborted) owner->site.upstreams.broken();
    return fulfilled();
  }

  Owner owner;
  std::unique_ptr<AsioUpstream> upstream;
  FanOut::Attempt attempt;
};

Promise<void> receive_reply(std::shared_ptr<Call> call) {
  return call->upstream->socket.async_read_some(asio::buffer(call->upstream->buffer), use_outcome).then([call](Transferred read) {
    const auto [failure, size] = read;
    if (failure) return call->failed(failure);
    if (call->attempt.takes(workloads::Bytes(call->upstream->buffer).first(size))) return receive_reply(call);
    if (call->attempt.complete()) call->owner->site.upstreams.give_back(std::move(call->upstream));
    return fulfilled();
  });
}

// Fulfilled when this attempt of the call has ended, however it did.
Promise<void> attempt(const Owner& owner, std::size_t index) {
  auto call = std::make_shared<Call>(owner, index);
  if (!call->upstream) return fulfilled();
  call->attempt.uses(*call->upstream);
  return asio::async_write(call->upstream->socket, buffer_of(call->attempt.request()), use_outcome).then([call](Transferred written) {
    const error_code failure = std::get<0>(written);
    return failure ? call->failed(failure) : receive_reply(call);
  });
}

// Fulfilled when an attempt of every call that has not ended yet has ended.
Promise<void> attempt_all(const Owner& owner) {
  std::vector<Promise<void>> attempts;
  for (std::size_t i = 0; i < owner->fan_out.size(); ++i)
    if (!owner->fan_out.ended(i)) attempts.push_back(attempt(owner, i));
  return substrate::all(std::move(attempts));
}

// Fulfilled with whether the timer ended by itself.
Promise<bool> when_due(asio::steady_timer& timer, nanoseconds after) {
  return substrate::async_pause(timer, after, use_outcome).then([](Timed ended) { return !std::get<0>(ended); });
}

// Fulfilled when every call has ended and nothing of them runs any more.
Promise<void> call_all(const Owner& owner, const workloads::Calls& calls) {
  owner->fan_out.begin(calls);
  auto first = attempt_all(owner);
  auto second = calls.hedge_after.count() == 0
                    ? fulfilled()
                    : when_due(owner->hedge, calls.hedge_after).then([owner](bool due) { return due ? attempt_all(owner) : fulfilled(); });
  auto deadline = when_due(owner->timer, calls.deadline).then([owner](bool due) {
    if (due) owner->fan_out.expire();
  });
  return std::move(first)
      .then([owner, second = std::move(second)]() mutable {
        owner->hedge.cancel();
        return std::move(second);
      })
      .then([owner, deadline = std::move(deadline)]() mutable {
        owner->timer.cancel();
        return std::move(deadline);
      });
}

Promise<void> follow(Owner connection, workloads::Step step);

Promise<void> wait_for(const Owner& connection, const workloads::Need&) {
  return connection->socket.async_read_some(asio::buffer(connection->buffer), use_outcome).then([connection](Transferred read) {
    const auto [failure, size] = read;
    if (failure) return fulfilled();  // the peer left, or the connection failed
    return follow(connection, connection->session->on_input(workloads::Bytes(connection->buffer).first(size)));
  });
}

Promise<void> wait_for(const Owner& connection, const workloads::Reply& reply) {
  return asio::async_write(connection->socket, buffer_of(reply.bytes), use_outcome)
      .then([connection, last = reply.close](Transferred written) {
        return last || std::get<0>(written) ? fulfilled() : follow(connection, connection->session->on_written());
      });
}

Promise<void> wait_for(const Owner& connection, const workloads::Pause& pause) {
  return substrate::async_pause(connection->timer, pause.at_least, use_outcome).then([connection](Timed paused) {
    const auto [failure, slept] = paused;
    if (failure) return fulfilled();
    return follow(connection, connection->session->on_paused(slept));
  });
}

Promise<void> wait_for(const Owner& connection, const workloads::Compute&) {
  return substrate::async_compute(connection->site, *connection->session, use_outcome).then([connection](Timed computed) {
    return follow(connection, connection->session->on_computed(std::get<1>(computed)));
  });
}

Promise<void> wait_for(const Owner& connection, const workloads::Calls& calls) {
  return call_all(connection, calls).then([connection] {
    return follow(connection, connection->session->on_calls(connection->fan_out.results()));
  });
}

// The rest of a connection. Computing on the loop makes no promise.
Promise<void> follow(Owner connection, workloads::Step step) {
  for (const auto* compute = std::get_if<workloads::Compute>(&step); compute != nullptr && !compute->off_loop;
       compute = std::get_if<workloads::Compute>(&step))
    step = connection->session->on_computed(substrate::compute_timed(*connection->session));
  return std::visit([&](const auto& one) { return wait_for(connection, one); }, step);
}

void open(AsioSite& site, AsioSocket socket, std::unique_ptr<workloads::ExchangeSession> session) {
  follow(std::make_shared<Connection>(site, std::move(socket), std::move(session)), workloads::Need{}).detach();
}

void serve(const workloads::ExchangeService& service) { substrate::serve_on_contexts(service, open); }

FIVEWAYS_EXCHANGE(
    serve, .threads = substrate::exchange_threads_of_asio,
    .remark =
        "pauses are steady_timers, which its reactor keeps by a timerfd; accepts as every backend does, after async_wait; the "
        "promise recycles the memory of its states within the thread");

}  // namespace
}  // namespace impls
