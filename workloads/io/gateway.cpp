// Both halves of `gateway`.
#include "workloads/io/gateway.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "workloads/frames.h"
#include "workloads/mix.h"
#include "workloads/redis/calls.h"

namespace workloads {
namespace gateway {

std::uint64_t Request::item(std::uint64_t call) const { return mix(nonce + call) % items; }
bool Request::slow(std::uint64_t call) const { return mix(nonce ^ mix(call)) % 100 < slow_percent; }
bool Request::greedy() const { return calls < 1 || calls > most_calls || slow_ns > most_ns || deadline_ns > most_ns || hedge_ns > most_ns; }

}  // namespace gateway

namespace {

using namespace gateway;
using std::chrono::nanoseconds;

constexpr std::size_t request_bytes = 8 * request_words;
constexpr std::uint64_t rounding_ns = 2'000'000;  // of a time-out by Redis, which looks at its clock once a millisecond

std::size_t reply_bytes(const Request& request) { return 8 * (2 + request.calls); }

Request request_of(Bytes frame) {
  return {.nonce = get_word(frame, 0),
          .calls = get_word(frame, 1),
          .slow_percent = get_word(frame, 2),
          .slow_ns = get_word(frame, 3),
          .deadline_ns = get_word(frame, 4),
          .hedge_ns = get_word(frame, 5)};
}

class GatewaySession final : public ExchangeSession {
 public:
  Step on_input(Bytes input) override {
    held_.add(input);
    return next_request();
  }

  Step on_written() override { return next_request(); }

  Step on_calls(std::span<const CallResult> results) override {
    reply_.resize(8 * (2 + results.size()));
    put_word(reply_, 0, request_.nonce);
    nanoseconds longest{};
    for (std::size_t i = 0; i < results.size(); ++i) {
      const CallResult& one = results[i];
      longest = std::max(longest, one.took);
      put_word(reply_, 2 + i, one.outcome == CallResult::replied ? word_of(one.reply) : one.outcome == CallResult::late ? late : failed);
    }
    put_word(reply_, 1, static_cast<std::uint64_t>(longest.count()));
    return Reply{.bytes = reply_};
  }

  // It asks for neither.
  Step on_paused(nanoseconds) override { return Reply{.close = true}; }
  void compute() noexcept override {}
  Step on_computed(nanoseconds) override { return Reply{.close = true}; }

 private:
  Step next_request() {
    const auto frame = held_.next();
    if (!frame) return Need{};
    request_ = request_of(*frame);
    if (request_.greedy()) return Reply{.close = true};
    commands_.clear();
    ends_.clear();
    for (std::uint64_t i = 0; i < request_.calls; ++i) {
      request_.slow(i) ? append_slow(commands_, nanoseconds(request_.slow_ns)) : append_get(commands_, request_.item(i));
      ends_.push_back(commands_.size());
    }
    if (request_.hedge_ns > 0)
      for (std::uint64_t i = 0; i < request_.calls; ++i) {
        append_get(commands_, request_.item(i));
        ends_.push_back(commands_.size());
      }
    parts_.clear();
    const Bytes all = std::as_bytes(std::span(commands_));
    for (std::size_t i = 0, from = 0; i < ends_.size(); from = ends_[i++]) parts_.push_back(all.subspan(from, ends_[i] - from));
    const std::span<const Bytes> parts = parts_;
    return Calls{.requests = parts.first(request_.calls),
                 .hedges = parts.subspan(request_.calls),
                 .framing = one_reply,
                 .deadline = nanoseconds(request_.deadline_ns),
                 .hedge_after = nanoseconds(request_.hedge_ns)};
  }

  HeldInput held_{request_bytes};
  Request request_{};
  std::string commands_;
  std::vector<std::size_t> ends_;
  std::vector<Bytes> parts_;
  std::vector<std::byte> reply_;
};

// As if every call took no time, but for those that are slow.
class GatewayFloor final : public StreamSession {
 public:
  Reply on_input(Bytes input) override {
    held_.add(input);
    replies_.clear();
    while (const auto frame = held_.next()) {
      const Request request = request_of(*frame);
      if (request.greedy()) return {.bytes = replies_, .close = true};
      replies_.resize(replies_.size() + reply_bytes(request));
      const auto reply = std::span(replies_).last(reply_bytes(request));
      put_word(reply, 0, request.nonce);
      put_word(reply, 1, std::max(request.slow_ns, request.deadline_ns));
      for (std::uint64_t i = 0; i < request.calls; ++i)
        put_word(reply, 2 + i, !request.slow(i) ? item_value(request.item(i)) : request.slow_ns < request.deadline_ns ? slow : late);
    }
    return {.bytes = replies_};
  }

 private:
  HeldInput held_{request_bytes};
  std::vector<std::byte> replies_;
};

class GatewayClient final : public StreamClient {
 public:
  GatewayClient(const Request& asked, bool may_fail, std::uint64_t seed)
      : asked_(asked), may_fail_(may_fail), seed_(mix(seed)), replies_(reply_bytes(asked)) {}

  Bytes next_request() override {
    static thread_local std::array<std::byte, request_bytes> request;
    put_word(request, 0, nonce_of(sent_++));
    put_word(request, 1, asked_.calls);
    put_word(request, 2, asked_.slow_percent);
    put_word(request, 3, asked_.slow_ns);
    put_word(request, 4, asked_.deadline_ns);
    put_word(request, 5, asked_.hedge_ns);
    return request;
  }

  Progress on_reply(Bytes reply) override {
    Progress progress;
    replies_.add(reply);
    while (const auto frame = replies_.next()) {
      if (answered_ == sent_ || !right(*frame)) return {.completed = progress.completed, .wrong = true};
      ++answered_;
      ++progress.completed;
    }
    return progress;
  }

 private:
  std::uint64_t nonce_of(std::uint64_t number) const { return mix(seed_ + number); }

  bool right(Bytes frame) const {
    Request request = asked_;
    request.nonce = nonce_of(answered_);
    if (get_word(frame, 0) != request.nonce) return false;
    const std::uint64_t longest_ns = get_word(frame, 1);
    for (std::uint64_t i = 0; i < request.calls; ++i)
      if (!possible(request, i, get_word(frame, 2 + i), longest_ns)) return false;
    return true;
  }

  // Late is what the deadline has passed for, slow what waited; a slow call has a value only if it was asked again.
  bool possible(const Request& request, std::uint64_t call, std::uint64_t word, std::uint64_t longest_ns) const {
    switch (word) {
      case failed:
        return may_fail_;
      case late:
        return longest_ns >= request.deadline_ns;
      case slow:
        return request.slow(call) && longest_ns + rounding_ns >= request.slow_ns;
      default:
        return word == item_value(request.item(call)) && (!request.slow(call) || (request.hedge_ns > 0 && longest_ns >= request.hedge_ns));
    }
  }

  Request asked_;
  bool may_fail_;
  std::uint64_t seed_;
  std::uint64_t sent_ = 0;
  std::uint64_t answered_ = 0;
  HeldInput replies_;
};

}  // namespace

CallsUpstream Gateway::calls(const Parameters& given) {
  const Parameters all = complete(parameters, given);
  return {.calls = static_cast<std::uint64_t>(all.find("calls")->second), .tries = all.find("hedge_ns")->second > 0 ? 2U : 1U};
}

Gateway::Gateway(const Parameters& given) {
  const Parameters all = complete(parameters, given);
  const auto value = [&](std::string_view parameter) { return static_cast<std::uint64_t>(all.find(parameter)->second); };
  asked_ = {.nonce = 0,
            .calls = value("calls"),
            .slow_percent = value("slow_percent"),
            .slow_ns = value("slow_ns"),
            .deadline_ns = value("deadline_ns"),
            .hedge_ns = value("hedge_ns")};
  may_fail_ = value("may_fail") == 1;
}

Gateway::Filling Gateway::filling() const { return {.request = fill_command(), .framing = one_reply}; }

std::unique_ptr<ExchangeSession> Gateway::open_session() const { return std::make_unique<GatewaySession>(); }

std::unique_ptr<StreamSession> Gateway::open_floor() const { return std::make_unique<GatewayFloor>(); }

std::unique_ptr<StreamClient> Gateway::open_client(std::uint64_t seed) const {
  return std::make_unique<GatewayClient>(asked_, may_fail_, seed);
}

}  // namespace workloads
