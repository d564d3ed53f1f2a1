// `exchange` written with calls that block.
#include "impls/substrate/exchange/blocking.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <utility>

#include "impls/substrate/exchange/compute.h"
#include "impls/substrate/posix/pause.h"
#include "impls/substrate/posix/upstream.h"

namespace impls::substrate::blocking {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;
using workloads::CallResult;
using workloads::Framed;

// One try of a call. It is over when it has no connection any more.
struct Attempt {
  Descriptor connection;
  Bytes unsent;
  std::vector<std::byte> received;

  short awaits() const { return static_cast<short>(unsent.empty() ? POLLIN : POLLIN | POLLOUT); }

  /// One send or receive, as far as it goes without waiting. Whether the reply is whole.
  bool advance(workloads::Framing framing) {
    if (!unsent.empty()) {
      const Sent sent = send(connection.get(), unsent);
      unsent = sent.rest;
      if (sent.closed) connection.reset();
      return false;
    }
    std::array<std::byte, workloads::receive_buffer_bytes> buffer;
    const Received got = receive(connection.get(), buffer);
    received.insert(received.end(), got.bytes.begin(), got.bytes.end());
    const Framed framed = got.closed ? Framed::broken : framing(received);
    if (framed == Framed::broken) connection.reset();
    return framed == Framed::complete;
  }
};

timespec time_left(Clock::time_point until) {
  const auto left = std::max(nanoseconds(until - Clock::now()), nanoseconds(0));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
  return {.tv_sec = seconds.count(), .tv_nsec = (left - seconds).count()};
}

}  // namespace

Descriptor Upstreams::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      Descriptor taken = std::move(idle_.back());
      idle_.pop_back();
      return taken;
    }
  }
  return connect_upstream(path_, Calls::non_blocking);
}

void Upstreams::give_back(Descriptor connection) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(connection));
}

std::optional<workloads::Step> Steps::wait_for(const workloads::Step& step) {
  if (const auto* pause = std::get_if<workloads::Pause>(&step)) {
    const auto slept = pause_unless_stopped(service_.stop, pause->at_least);
    return slept ? std::optional(session_.on_paused(*slept)) : std::nullopt;
  }
  if (const auto* calls = std::get_if<workloads::Calls>(&step)) return make(*calls);
  return session_.on_computed(compute_timed(session_));
}

std::optional<workloads::Step> Steps::make(const workloads::Calls& calls) {
  const auto started = Clock::now();
  results_.assign(calls.requests.size(), {});
  if (replies_.size() < results_.size()) replies_.resize(results_.size());
  for (std::size_t i = 0; i < results_.size(); ++i) {
    const auto outcome = call(i, calls, started + calls.deadline, replies_[i]);
    if (!outcome) return {};
    results_[i] = {.outcome = *outcome, .took = Clock::now() - started};
    if (*outcome == CallResult::replied) results_[i].reply = replies_[i];
  }
  return session_.on_calls(results_);
}

std::optional<CallResult::Outcome> Steps::call(std::size_t index, const workloads::Calls& calls,
                                               std::chrono::steady_clock::time_point deadline, std::vector<std::byte>& reply) {
  if (Clock::now() >= deadline) return CallResult::late;
  const bool hedged = calls.hedge_after.count() > 0;
  const auto hedge_at = hedged ? Clock::now() + calls.hedge_after : Clock::time_point::max();
  std::array<Attempt, 2> attempts{Attempt{.connection = upstreams_.take(), .unsent = calls.requests[index]}, {}};
  bool second_due = hedged;
  while (std::ranges::any_of(attempts, [](const Attempt& one) { return bool(one.connection); })) {
    std::array<pollfd, 3> awaited{pollfd{.fd = service_.stop, .events = POLLIN, .revents = 0}};
    for (std::size_t i = 0; i < attempts.size(); ++i)
      awaited[i + 1] = {.fd = attempts[i].connection.get(), .events = attempts[i].awaits(), .revents = 0};
    const timespec timeout = time_left(second_due ? std::min(deadline, hedge_at) : deadline);
    const int ready = ppoll(awaited.data(), awaited.size(), &timeout, nullptr);
    if (ready < 0 && errno != EINTR) check(ready, "ppoll");
    if (awaited[0].revents != 0) return {};
    for (std::size_t i = 0; i < attempts.size(); ++i) {
      if (awaited[i + 1].revents == 0 || !attempts[i].advance(calls.framing)) continue;
      upstreams_.give_back(std::move(attempts[i].connection));
      reply = std::move(attempts[i].received);
      return CallResult::replied;
    }
    const auto now = Clock::now();
    if (now >= deadline) return CallResult::late;
    if (second_due && now >= hedge_at) {
      second_due = false;
      attempts[1] = {.connection = upstreams_.take(), .unsent = calls.hedges[index]};
    }
  }
  return CallResult::failed;
}

void converse(const workloads::ExchangeService& service, Upstreams& upstreams, int socket) {
  const auto session = service.workload.open_session();
  Steps steps(service, upstreams, *session);
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  const auto send = [socket](Bytes reply) { return send_all(socket, reply) ? Progress::done : Progress::ended; };
  for (auto progress = Progress::done; progress == Progress::done;) {
    const Received received = receive(socket, buffer);
    if (received.closed) return;
    progress = steps.follow(session->on_input(received.bytes), send);
  }
}

std::string no_loop_to_relieve(const workloads::Parameters& parameters) {
  const auto offload = parameters.find("offload");
  if (offload == parameters.end() || offload->second == 0) return "";
  return "it has no loop to relieve: each connection's computing holds up that connection only";
}

}  // namespace impls::substrate::blocking
