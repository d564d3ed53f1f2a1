// `blend` against frames computed by hand: what a session asks for and answers, what a client takes, and the leap over rounds.
#include "workloads/io/blend.h"

#include <gtest/gtest.h>

#include <vector>

namespace workloads {
namespace {

using std::chrono::nanoseconds;
using Words = std::vector<std::uint64_t>;

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

Words answer(const Step& step) {
  const auto* reply = std::get_if<Reply>(&step);
  return reply == nullptr ? Words{} : words_of(reply->bytes);
}

constexpr std::uint64_t nonce = 0x0102030405060708;

TEST(Blend, RoundsAreThoseOfTheGenerator) {
  EXPECT_EQ(blend::after_rounds(0, 1), 0x14057b7ef767814fU);
  EXPECT_EQ(blend::after_rounds(1, 1), 0x6c576fac43fd007cU);
  EXPECT_EQ(blend::after_rounds(1, 2), 0x826886b3864a1b1bU);
  EXPECT_EQ(blend::after_rounds(3, 3), 0xbc03b48704e1fbf8U);
  EXPECT_EQ(blend::digest(1), 0x910a2dec89025cc1U);
}

TEST(Blend, ALeapIsAsManyRounds) {
  for (const std::uint64_t rounds : {0U, 1U, 2U, 3U, 64U, 1000U, 65'537U})
    EXPECT_EQ(blend::leap(nonce, rounds), blend::after_rounds(nonce, rounds));
}

TEST(BlendSession, AsksForThePauseThenTheRoundsAndProvesBoth) {
  const auto session = Blend({}).open_session();
  Step step = session->on_input(frame({nonce, 1000, 1000}));
  ASSERT_TRUE(std::holds_alternative<Pause>(step));
  EXPECT_EQ(std::get<Pause>(step).at_least, nanoseconds(1000));
  step = session->on_paused(nanoseconds(1500));
  ASSERT_TRUE(std::holds_alternative<Compute>(step));
  EXPECT_FALSE(std::get<Compute>(step).off_loop);
  session->compute();
  EXPECT_EQ(answer(session->on_computed(nanoseconds(2000))), (Words{nonce, 1500, 2000, 0xd8801c449a9387f3}));
  EXPECT_TRUE(std::holds_alternative<Need>(session->on_written()));
}

TEST(BlendSession, OmitsStepsThatNobodyAskedFor) {
  const auto session = Blend({}).open_session();
  EXPECT_EQ(answer(session->on_input(frame({nonce, 0, 0}))), (Words{nonce, 0, 0, 0xacc9c175458d409}));
  session->on_written();
  EXPECT_TRUE(std::holds_alternative<Compute>(session->on_input(frame({nonce, 0, 1}))));
}

TEST(BlendSession, OffLoadsIfTheServiceDoes) {
  const auto session = Blend({{"offload", 1}}).open_session();
  const Step step = session->on_input(frame({nonce, 0, 5}));
  ASSERT_TRUE(std::holds_alternative<Compute>(step));
  EXPECT_TRUE(std::get<Compute>(step).off_loop);
}

TEST(BlendSession, HoldsTheRestOfItsInputHoweverItIsCut) {
  const auto session = Blend({}).open_session();
  std::vector<std::byte> bytes = frame({1, 0, 0, 2, 0, 0, 3, 0, 0});
  const Bytes all(bytes);
  EXPECT_TRUE(std::holds_alternative<Need>(session->on_input(all.first(23))));
  EXPECT_EQ(answer(session->on_input(all.subspan(23, 30)))[0], 1U);
  EXPECT_EQ(answer(session->on_written())[0], 2U);
  EXPECT_TRUE(std::holds_alternative<Need>(session->on_written()));
  EXPECT_EQ(answer(session->on_input(all.subspan(53)))[0], 3U);
}

TEST(BlendSession, ClosesOnWhatNobodyMayAskFor) {
  for (const Words& greedy : {Words{1, blend::most_wait_ns + 1, 0}, Words{1, 0, blend::most_rounds + 1}}) {
    const Step step = Blend({}).open_session()->on_input(frame(greedy));
    ASSERT_TRUE(std::holds_alternative<Reply>(step));
    EXPECT_TRUE(std::get<Reply>(step).close);
    EXPECT_TRUE(std::get<Reply>(step).bytes.empty());
  }
}

class BlendClientTest : public testing::Test {
 protected:
  // The right reply to the client's next request, with this many ns slept beyond what it asks for.
  Words reply(std::uint64_t beyond = 7) {
    const Words request = words_of(client_->next_request());
    const std::uint64_t slept = request[1] + beyond;
    return {request[0], slept, request[2], blend::digest(blend::after_rounds(request[0] + slept, request[2]))};
  }
  bool takes(const Words& words) {
    const Progress progress = client_->on_reply(frame(words));
    return progress.completed == 1 && !progress.wrong;
  }

  Blend blend_{{{"wait_ns", 500}, {"compute_ns", 100}}};
  std::unique_ptr<StreamClient> client_ = blend_.open_client(1);
};

TEST_F(BlendClientTest, TakesARightReplyOneByteAtATime) {
  const auto bytes = frame(reply());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const Progress progress = client_->on_reply(Bytes(bytes).subspan(i, 1));
    EXPECT_EQ(progress.completed, i + 1 == bytes.size());
    EXPECT_FALSE(progress.wrong);
  }
}

TEST_F(BlendClientTest, FindsAPauseThatWasTooShort) {
  Words words = reply();
  words[1] = 499;
  words[3] = blend::digest(blend::after_rounds(words[0] + words[1], words[2]));
  EXPECT_FALSE(takes(words));
}

TEST_F(BlendClientTest, FindsRoundsThatWereNotDone) {
  Words words = reply();
  words[3] = blend::digest(words[0] + words[1]);
  EXPECT_FALSE(takes(words));
}

TEST_F(BlendClientTest, FindsComputingThatTookNoTime) {
  Words words = reply();
  words[2] = 0;
  EXPECT_FALSE(takes(words));
}

TEST_F(BlendClientTest, FindsTheReplyToAnotherRequest) {
  const Words first = reply();
  const Words second = reply();
  EXPECT_FALSE(takes(second));
  EXPECT_FALSE(blend_.open_client(2)->on_reply(frame(first)).completed == 1) << "a reply that no request asked for";
}

TEST(Blend, TheFloorAnswersRight) {
  const Blend blend({{"heavy_percent", 50}});
  const auto floor = blend.open_floor();
  const auto client = blend.open_client(3);
  for (int i = 0; i < 20; ++i) {
    const std::vector<std::byte> request = [&] {
      const Bytes bytes = client->next_request();
      return std::vector<std::byte>(bytes.begin(), bytes.end());
    }();
    EXPECT_TRUE(floor->on_input(Bytes(request).first(10)).bytes.empty());
    const Progress progress = client->on_reply(floor->on_input(Bytes(request).subspan(10)).bytes);
    EXPECT_EQ(progress.completed, 1);
    EXPECT_FALSE(progress.wrong);
  }
}

TEST(Blend, TheSeedDecidesWhichRequestsAreHeavy) {
  const Blend blend({{"heavy_percent", 20}, {"compute_ns", 1000}, {"heavy_compute_ns", 1'000'000}, {"rounds_per_us", 100}});
  const auto client = blend.open_client(4);
  int heavy = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t rounds = words_of(client->next_request())[2];
    EXPECT_TRUE(rounds == 100 || rounds == 100'000);
    heavy += rounds == 100'000;
  }
  EXPECT_NEAR(heavy, 200, 40);
}

}  // namespace
}  // namespace workloads
