#pragma once
// `exchange` written with promises, on a loop of completions: every operation gives a promise, a connection is the chain of its steps.

#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "impls/substrate/exchange/compute.h"
#include "impls/substrate/exchange/fan_out.h"
#include "impls/substrate/exchange/input.h"
#include "impls/substrate/promise/combinators.h"
#include "impls/substrate/promise/operation.h"

namespace impls::substrate::promising {

/// The state of a promise of what `outcome` finds once what `start` starts has completed.
template <class Start, class Outcome>
class CompletedState final : public promise::State<std::invoke_result_t<Outcome>>, private Completion {
 public:
  CompletedState(Start start, Outcome outcome) : start_(std::move(start)), outcome_(std::move(outcome)) {}

  static Promise<std::invoke_result_t<Outcome>> begin(Start start, Outcome outcome) {
    auto state = promise::make<CompletedState>(std::move(start), std::move(outcome));
    state->start_(static_cast<Completion&>(*promise::Ref(state).release()));  // the loop holds it until it calls
    return Promise<std::invoke_result_t<Outcome>>(std::move(state));
  }

 private:
  void on_complete() override {
    const auto self = promise::Ref<CompletedState>::adopt(this);
    this->template settle<promise::fulfilled>(outcome_());
  }

  Start start_;
  Outcome outcome_;
};

/// Fulfilled by the loop's thread, here and below: with how long the pause lasted; with nothing if it did not last until its end.
template <class Pause>
auto when_paused(Pause& pause, std::chrono::nanoseconds at_least) {
  const auto start = [&pause, at_least](Completion& waiting) { pause.start(at_least, waiting); };
  const auto outcome = [&pause] { return pause.slept(); };
  return CompletedState<decltype(start), decltype(outcome)>::begin(start, outcome);
}

/// With how long the session has computed elsewhere.
template <class Work>
auto when_computed(Work& work, workloads::ExchangeSession& session) {
  const auto start = [&](Completion& waiting) { work.start(session, waiting); };
  const auto outcome = [&work] { return work.took(); };
  return CompletedState<decltype(start), decltype(outcome)>::begin(start, outcome);
}

template <class Stream>
Promise<bool> send(Stream& stream, Bytes bytes) {
  const auto sent = stream.start_sending(bytes);
  return sent ? fulfilled(bool(*sent)) : when_all_sent(stream);
}

/// What one connection calls upstream with, one step after another.
template <class Kit>
struct Caller {
  explicit Caller(typename Kit::Site& given) : site(given), deadline(Kit::Pause::open(given.loop)), hedge(Kit::Pause::open(given.loop)) {}

  typename Kit::Site& site;
  FanOut<typename Kit::Stream> fan_out;
  typename Kit::Pause::Owned deadline;
  typename Kit::Pause::Owned hedge;
};

template <class Kit>
struct Call {
  Call(Caller<Kit>& given, std::size_t index) : caller(given), connection(given.site.upstreams.take()), attempt(given.fan_out, index) {}

  typename Kit::Stream& stream() { return **connection; }

  Caller<Kit>& caller;
  typename Kit::Upstreams::Taken connection;
  typename FanOut<typename Kit::Stream>::Attempt attempt;
};

template <class Kit>
Promise<void> receive_reply(std::unique_ptr<Call<Kit>>&& call) {
  typename Kit::Stream& stream = call->stream();
  return when_received(stream).then([call = std::move(call)](Received received) mutable {
    if (received.closed) return fulfilled();
    if (call->attempt.takes(received.bytes)) return receive_reply(std::move(call));
    if (call->attempt.complete()) call->caller.site.upstreams.give_back(std::move(call->connection));
    return fulfilled();
  });
}

/// Fulfilled when this attempt of the call has ended, however it did.
template <class Kit>
Promise<void> attempt(Caller<Kit>& caller, std::size_t index) {
  auto call = std::make_unique<Call<Kit>>(caller, index);
  if (!call->connection) return fulfilled();
  typename Kit::Stream& stream = call->stream();
  call->attempt.uses(stream);
  const Bytes request = call->attempt.request();
  return send(stream, request).then([call = std::move(call)](bool all) mutable {
    return all ? receive_reply(std::move(call)) : fulfilled();
  });
}

/// Fulfilled when an attempt of every call that has not ended yet has ended.
template <class Kit>
Promise<void> attempt_all(Caller<Kit>& caller) {
  std::vector<Promise<void>> attempts;
  for (std::size_t i = 0; i < caller.fan_out.size(); ++i)
    if (!caller.fan_out.ended(i)) attempts.push_back(attempt(caller, i));
  return all(std::move(attempts));
}

template <class Kit>
Promise<void> hedge(Caller<Kit>& caller, std::chrono::nanoseconds after) {
  if (after.count() == 0) return fulfilled();
  return when_paused(*caller.hedge, after).then([&caller](std::optional<std::chrono::nanoseconds> slept) {
    return slept ? attempt_all(caller) : fulfilled();
  });
}

template <class Kit>
Promise<void> expire(Caller<Kit>& caller, std::chrono::nanoseconds after) {
  return when_paused(*caller.deadline, after).then([&caller](std::optional<std::chrono::nanoseconds> slept) {
    if (slept) caller.fan_out.expire();
  });
}

/// Fulfilled when every call has ended and nothing of them runs any more.
template <class Kit>
Promise<void> call_all(Caller<Kit>& caller, const workloads::Calls& calls) {
  caller.fan_out.begin(calls);
  auto first = attempt_all(caller);
  auto second = hedge(caller, calls.hedge_after);
  auto deadline = expire(caller, calls.deadline);
  return std::move(first)
      .then([&caller, second = std::move(second)]() mutable {
        caller.hedge->cut_short();
        return std::move(second);
      })
      .then([&caller, deadline = std::move(deadline)]() mutable {
        caller.deadline->cut_short();
        return std::move(deadline);
      });
}

template <class Kit>
struct Connection {
  Connection(typename Kit::Site& given, typename Kit::Stream::Owned accepted, std::unique_ptr<workloads::ExchangeSession> opened)
      : site(given), stream(std::move(accepted)), session(std::move(opened)), pause(Kit::Pause::open(given.loop)), work(given) {}

  typename Kit::Site& site;
  typename Kit::Stream::Owned stream;
  std::unique_ptr<workloads::ExchangeSession> session;
  typename Kit::Pause::Owned pause;
  typename Kit::Work work;
  std::unique_ptr<Caller<Kit>> caller;
};

template <class Kit>
using Owned = std::unique_ptr<Connection<Kit>>;

template <class Kit>
Promise<void> follow(Owned<Kit>&& connection, workloads::Step step);

template <class Kit>
Promise<void> wait_for(Owned<Kit>&& connection, const workloads::Need&) {
  return when_received(*connection->stream).then([connection = std::move(connection)](Received received) mutable {
    if (received.closed) return fulfilled();
    const workloads::Step step = take(*connection->stream, received, *connection->session);
    return follow(std::move(connection), step);
  });
}

template <class Kit>
Promise<void> wait_for(Owned<Kit>&& connection, const workloads::Reply& reply) {
  return when_all_sent(*connection->stream).then([connection = std::move(connection), last = reply.close](bool all) mutable {
    if (!all || last) return fulfilled();
    const workloads::Step step = connection->session->on_written();
    return follow(std::move(connection), step);
  });
}

template <class Kit>
Promise<void> wait_for(Owned<Kit>&& connection, const workloads::Pause& pause) {
  auto& lasting = *connection->pause;
  return when_paused(lasting, pause.at_least)
      .then([connection = std::move(connection)](std::optional<std::chrono::nanoseconds> slept) mutable {
        if (!slept) return fulfilled();
        const workloads::Step step = connection->session->on_paused(*slept);
        return follow(std::move(connection), step);
      });
}

template <class Kit>
Promise<void> wait_for(Owned<Kit>&& connection, const workloads::Compute&) {
  return when_computed(connection->work, *connection->session)
      .then([connection = std::move(connection)](std::chrono::nanoseconds took) mutable {
        const workloads::Step step = connection->session->on_computed(took);
        return follow(std::move(connection), step);
      });
}

template <class Kit>
Promise<void> wait_for(Owned<Kit>&& connection, const workloads::Calls& calls) {
  if (!connection->caller) connection->caller = std::make_unique<Caller<Kit>>(connection->site);
  return call_all(*connection->caller, calls).then([connection = std::move(connection)]() mutable {
    const workloads::Step step = connection->session->on_calls(connection->caller->fan_out.results());
    return follow(std::move(connection), step);
  });
}

/// The rest of a connection. A step that is done at once makes no promise.
template <class Kit>
Promise<void> follow(Owned<Kit>&& connection, workloads::Step step) {
  for (;;) {
    if (const auto* compute = std::get_if<workloads::Compute>(&step); compute != nullptr && !compute->off_loop) {
      step = connection->session->on_computed(compute_timed(*connection->session));
    } else if (const auto* reply = std::get_if<workloads::Reply>(&step)) {
      const auto sent = connection->stream->start_sending(reply->bytes);
      if (!sent) return wait_for(std::move(connection), *reply);
      if (!*sent || reply->close) return fulfilled();
      step = connection->session->on_written();
    } else {
      return std::visit([&](const auto& one) { return wait_for(std::move(connection), one); }, step);
    }
  }
}

template <class Kit>
void open(typename Kit::Site& site, typename Kit::Stream::Owned stream, std::unique_ptr<workloads::ExchangeSession> session) {
  follow(std::make_unique<Connection<Kit>>(site, std::move(stream), std::move(session)), workloads::Need{}).detach();
}

}  // namespace impls::substrate::promising
