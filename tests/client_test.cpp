// Every client in the registry, against a server that closes, lies, leaves and comes back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "harness/computation/trial.h"
#include "tests/peers/redis_for_tests.h"
#include "workloads/registry.h"

namespace {

using tests::Fault;
using tests::RedisForTests;
using workloads::Computation;
using namespace std::chrono_literals;
using workloads::Implementation;

class EveryClient : public testing::TestWithParam<const Implementation*> {
 protected:
  void SetUp() override {
    if (const std::string reason = GetParam()->unavailable(); !reason.empty()) GTEST_SKIP() << "not available here: " << reason;
  }

  std::unique_ptr<Computation> make(const workloads::Parameters& parameters) const {
    for (const auto& entry : std::get<std::vector<workloads::ComputationEntry>>(GetParam()->body))
      if (entry.workload == "redis") return entry.make(parameters, 1, {.address = "unix:" + path_.string()});
    return nullptr;
  }

  static void expect_right(Computation& client, std::uint64_t nonce) {
    const std::uint64_t answer = client.run(nonce);
    EXPECT_EQ(answer, client.expected(nonce)) << "nonce " << nonce;
  }

  // The sentence that a run ends with, for a client that is not told what it is that it asks.
  static std::string sentence_of(Computation& client, std::uint64_t nonce) {
    try {
      client.run(nonce);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  static std::size_t open_descriptors() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

  const std::filesystem::path path_ = std::filesystem::temp_directory_path() / ("fiveways-client-test-" + std::to_string(getpid()));
  const workloads::Parameters small_{{"requests", 300}, {"connections", 5}, {"keys", 3}};
  // Naming a connection and storing its keys takes two replies.
  static constexpr int first_of_the_run = 10;
};

TEST_P(EveryClient, TakesRepliesInPieces) {
  RedisForTests server(path_, {}, 1);
  const auto client = make(small_);
  for (const std::uint64_t nonce : {1U, 2U}) expect_right(*client, nonce);
}

TEST_P(EveryClient, SendsAndTakesMoreThanSocketsHold) {
  RedisForTests server(path_);
  const auto client = make({{"requests", 400}, {"connections", 2}, {"keys", 20}, {"pipeline", 200}, {"value_bytes", 20'000}});
  for (const std::uint64_t nonce : {1U, 2U}) expect_right(*client, nonce);
}

TEST_P(EveryClient, TakesFewerRequestsThanConnections) {
  RedisForTests server(path_);
  const auto client = make({{"requests", 3}, {"connections", 20}, {"keys", 1}});
  for (const std::uint64_t nonce : {1U, 2U}) expect_right(*client, nonce);
}

TEST_P(EveryClient, SaysThatTheServerClosedInMidReplyAndGoesOnWithNewConnections) {
  for (const int at : {0, 7, first_of_the_run, first_of_the_run + 100}) {
    RedisForTests server(path_, {.kind = Fault::cut, .at = at});
    const auto client = make(small_);
    EXPECT_THAT(sentence_of(*client, 1), testing::HasSubstr("closed a connection that had requests unanswered")) << at;
    for (const std::uint64_t nonce : {2U, 3U}) expect_right(*client, nonce);
  }
}

TEST_P(EveryClient, GivesAWrongAnswerToAWrongReplyAndThenRightOnes) {
  for (const int at : {8, first_of_the_run, first_of_the_run + 299}) {
    RedisForTests server(path_, {.kind = Fault::wrong_byte, .at = at});
    const auto client = make(small_);
    const std::uint64_t answer = client->run(1);
    EXPECT_NE(answer, client->expected(1)) << at;
    for (const std::uint64_t nonce : {2U, 3U}) expect_right(*client, nonce);
  }
}

TEST_P(EveryClient, FailsWhileTheServerIsAwayAndRecoversWhenItReturns) {
  std::optional<RedisForTests> server(std::in_place, path_, Fault{.kind = Fault::leaves, .at = first_of_the_run + 50});
  const auto client = make(small_);
  EXPECT_THAT(sentence_of(*client, 1), testing::HasSubstr("closed a connection"));
  EXPECT_THAT(sentence_of(*client, 2), testing::HasSubstr("no connection to unix:"));
  server.reset();
  EXPECT_THAT(sentence_of(*client, 3), testing::HasSubstr("no connection to unix:"));
  server.emplace(path_);
  for (const std::uint64_t nonce : {4U, 5U}) expect_right(*client, nonce);
}

TEST_P(EveryClient, OpensAnewWhatWasClosedBetweenRuns) {
  RedisForTests server(path_);
  const auto client = make(small_);
  for (const std::uint64_t nonce : {1U, 2U, 3U}) {
    expect_right(*client, nonce);
    server.close_connections();
  }
}

// It may wait for ever itself: whoever measures it does not.
TEST_P(EveryClient, IsKilledAndSaidToHaveHungWhenTheServerFallsSilent) {
  for (const int at : {0, first_of_the_run + 300 + 50}) {
    RedisForTests server(path_, {.kind = Fault::silent, .at = at});
    const std::string address = "unix:" + path_.string();
    auto trial = harness::Trial::start({.id = GetParam()->id(),
                                        .workload = "redis",
                                        .parameters = small_,
                                        .surroundings = {.address = address},
                                        .program = FIVEWAYS_PROGRAM});
    const auto ready = trial.ready(at == 0 ? 300ms : 60s);
    ASSERT_EQ(std::holds_alternative<harness::TrialFacts>(ready), at > 0);
    const auto slice = trial.run(1, 300ms);
    ASSERT_TRUE(std::holds_alternative<harness::Failure>(slice));
    const auto& failure = std::get<harness::Failure>(slice);
    EXPECT_EQ(failure.kind, "hung");
    EXPECT_THAT(failure.sentence, testing::AllOf(testing::HasSubstr(GetParam()->id()), testing::HasSubstr("no answer within 0.3 s"),
                                                 testing::HasSubstr(address)));
  }
}

TEST_P(EveryClient, LeavesNoDescriptorBehind) {
  { const auto first = make(small_); }  // a library may open some of its own, once
  const std::size_t before = open_descriptors();
  for (const Fault::Kind kind : {Fault::none, Fault::cut, Fault::wrong_byte, Fault::leaves}) {
    RedisForTests server(path_, {.kind = kind, .at = first_of_the_run + 50});
    const auto client = make(small_);
    sentence_of(*client, 1);
    sentence_of(*client, 2);
  }
  EXPECT_EQ(open_descriptors(), before);
}

std::vector<const Implementation*> every_client() {
  std::vector<const Implementation*> all;
  for (const auto& one : workloads::implementations())
    if (one.shape == "client") all.push_back(&one);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Every, EveryClient, testing::ValuesIn(every_client()),
                         [](const auto& tested) { return std::string(tested.param->model) + "_" + std::string(tested.param->backend); });

}  // namespace
