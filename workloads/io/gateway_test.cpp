// `gateway` against frames made by hand: the calls of a session, its answer to every way that they end, and what a client takes.
#include "workloads/io/gateway.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <vector>

#include "workloads/redis/calls.h"

namespace workloads {
namespace {

using std::chrono::nanoseconds;
using Words = std::vector<std::uint64_t>;

constexpr std::uint64_t ms = 1'000'000;
constexpr std::uint64_t item_858 = 0x800a4027e5516c80;  // of nonce 5: calls 0, 1, 2 are for items 858, 0, 471
constexpr std::uint64_t item_0 = 0xe220a8397b1dcdaf;
constexpr std::uint64_t item_471 = 0xf23f45b48d59e424;

std::vector<std::byte> frame(const Words& words) {
  std::vector<std::byte> bytes;
  for (const std::uint64_t word : words)
    for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<std::byte>(word >> shift));
  return bytes;
}

Words words_of(Bytes bytes) {
  Words words(bytes.size() / 8);
  for (std::size_t i = 0; i < 8 * words.size(); ++i) words[i / 8] |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * (i % 8));
  return words;
}

std::string_view text(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
Bytes bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

TEST(GatewaySession, MakesACallForEachItemAndAnswersInTheirOrder) {
  const auto session = Gateway({}).open_session();
  const Step step = session->on_input(frame({5, 3, 0, 20 * ms, 1000 * ms, 0}));
  ASSERT_TRUE(std::holds_alternative<Calls>(step));
  const Calls& calls = std::get<Calls>(step);
  ASSERT_EQ(calls.requests.size(), 3U);
  EXPECT_TRUE(calls.hedges.empty());
  EXPECT_EQ(calls.deadline, nanoseconds(1000 * ms));
  EXPECT_EQ(calls.hedge_after, nanoseconds(0));
  EXPECT_EQ(text(calls.requests[1]), "*2\r\n$3\r\nGET\r\n$9\r\ngateway:0\r\n");
  const std::array results{
      CallResult{.outcome = CallResult::replied, .reply = bytes("$16\r\n800a4027e5516c80\r\n"), .took = nanoseconds(70)},
      CallResult{.outcome = CallResult::late, .took = nanoseconds(90)}, CallResult{.outcome = CallResult::failed, .took = nanoseconds(80)}};
  const Step answer = session->on_calls(results);
  ASSERT_TRUE(std::holds_alternative<Reply>(answer));
  EXPECT_EQ(words_of(std::get<Reply>(answer).bytes), (Words{5, 90, item_858, gateway::late, gateway::failed}));
  EXPECT_TRUE(std::holds_alternative<Need>(session->on_written()));
}

TEST(GatewaySession, AsksSlowCallsASecondTimeByGet) {
  const auto session = Gateway({}).open_session();
  const Step step = session->on_input(frame({5, 3, 50, 20 * ms, 1000 * ms, 10 * ms}));  // 84, 75 and 30 of 100: the third is slow
  ASSERT_TRUE(std::holds_alternative<Calls>(step));
  const Calls& calls = std::get<Calls>(step);
  ASSERT_EQ(calls.hedges.size(), 3U);
  EXPECT_EQ(calls.hedge_after, nanoseconds(10 * ms));
  EXPECT_EQ(text(calls.requests[0]), "*2\r\n$3\r\nGET\r\n$11\r\ngateway:858\r\n");
  EXPECT_EQ(text(calls.requests[2]), "*3\r\n$5\r\nBLPOP\r\n$12\r\ngateway:none\r\n$8\r\n0.020000\r\n");
  EXPECT_EQ(text(calls.hedges[2]), "*2\r\n$3\r\nGET\r\n$11\r\ngateway:471\r\n");
}

TEST(GatewaySession, ClosesOnWhatNobodyMayAskFor) {
  for (const Words& greedy :
       {Words{5, 0, 0, 1, 1, 0}, Words{5, gateway::most_calls + 1, 0, 1, 1, 0}, Words{5, 1, 0, 1, gateway::most_ns + 1, 0}}) {
    const Step step = Gateway({}).open_session()->on_input(frame(greedy));
    ASSERT_TRUE(std::holds_alternative<Reply>(step));
    EXPECT_TRUE(std::get<Reply>(step).close);
  }
}

// What a client says to this reply to its first request.
bool takes(const Parameters& parameters, std::uint64_t longest_ns, const std::function<std::uint64_t(const gateway::Request&)>& word) {
  const auto client = Gateway(parameters).open_client(1);
  const Words asked = words_of(client->next_request());
  const gateway::Request request{asked[0], asked[1], asked[2], asked[3], asked[4], asked[5]};
  Words reply{request.nonce, longest_ns};
  for (std::uint64_t call = 0; call < request.calls; ++call) reply.push_back(word(request));
  const Progress progress = client->on_reply(frame(reply));
  return progress.completed == 1 && !progress.wrong;
}

TEST(GatewayClient, TakesAnItemsValueAndNoOther) {
  const auto value = [](const gateway::Request& request) { return gateway::item_value(request.item(0)); };
  EXPECT_TRUE(takes({{"calls", 1}}, 5, value));
  EXPECT_FALSE(takes({{"calls", 1}}, 5, [&](const gateway::Request& request) { return value(request) + 1; }));
  EXPECT_FALSE(takes({{"calls", 1}, {"slow_percent", 100}}, 100 * ms, value)) << "a slow call has no value";
  EXPECT_TRUE(takes({{"calls", 1}, {"slow_percent", 100}, {"hedge_ns", 1000}}, 1000, value)) << "unless it was asked again";
}

TEST(GatewayClient, TakesLateOnlyOnceTheDeadlineHasPassed) {
  const auto late = [](const gateway::Request&) { return std::uint64_t{gateway::late}; };
  EXPECT_TRUE(takes({{"calls", 2}, {"deadline_ns", 1000}}, 1000, late));
  EXPECT_FALSE(takes({{"calls", 2}, {"deadline_ns", 1000}}, 999, late));
}

TEST(GatewayClient, TakesSlowOnlyFromASlowCallThatTookItsTime) {
  const auto slow = [](const gateway::Request&) { return std::uint64_t{gateway::slow}; };
  const Parameters parameters{{"calls", 1}, {"slow_percent", 100}, {"slow_ns", 50'000'000}};
  EXPECT_TRUE(takes(parameters, 50 * ms, slow));
  EXPECT_FALSE(takes(parameters, 40 * ms, slow));
  EXPECT_FALSE(takes({{"calls", 1}}, 50 * ms, slow));
}

TEST(GatewayClient, TakesAFailureOnlyIfToldTo) {
  const auto failed = [](const gateway::Request&) { return std::uint64_t{gateway::failed}; };
  EXPECT_FALSE(takes({{"calls", 1}}, 5, failed));
  EXPECT_TRUE(takes({{"calls", 1}, {"may_fail", 1}}, 5, failed));
}

TEST(Gateway, TheFloorAnswersRight) {
  for (const Parameters& parameters :
       {Parameters{}, Parameters{{"slow_percent", 30}}, Parameters{{"slow_percent", 30}, {"deadline_ns", 1000}}}) {
    const Gateway workload(parameters);
    const auto client = workload.open_client(3);
    const Progress progress = client->on_reply(workload.open_floor()->on_input(client->next_request()).bytes);
    EXPECT_EQ(progress.completed, 1);
    EXPECT_FALSE(progress.wrong);
  }
}

TEST(Gateway, ItemsOfARequestAreThoseOfItsNonce) {
  const gateway::Request request{.nonce = 5, .calls = 3, .slow_percent = 50, .slow_ns = 0, .deadline_ns = 0, .hedge_ns = 0};
  EXPECT_EQ(gateway::item_value(request.item(0)), item_858);
  EXPECT_EQ(gateway::item_value(request.item(1)), item_0);
  EXPECT_EQ(gateway::item_value(request.item(2)), item_471);
  EXPECT_FALSE(request.slow(0));
  EXPECT_FALSE(request.slow(1));
  EXPECT_TRUE(request.slow(2));
}

TEST(Gateway, TellsHowManyCallsARequestMakesAtOnceAndThatHedgingTriesTwice) {
  const CallsUpstream plain = calls_upstream("gateway", {{"calls", 7}});
  EXPECT_EQ(plain.calls, 7U);
  EXPECT_EQ(plain.tries, 1U);
  EXPECT_EQ(calls_upstream("gateway", {{"calls", 7}, {"hedge_ns", 1}}).tries, 2U);
  EXPECT_EQ(calls_upstream("blend", {}).calls, 0U);
}

}  // namespace
}  // namespace workloads
