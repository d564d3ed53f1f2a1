// The conformance checks can fail: each faulty contestant is caught by the check meant for it, with a sentence that names the fault.
#include <gmock/gmock.h>

#include "harness/conformance/check.h"

namespace {

using namespace harness;
using conformance::Outcome;
using testing::AllOf;
using testing::HasSubstr;

Outcome outcome_of(std::string_view check_name, const std::string& id, std::chrono::milliseconds patience,
                   const std::string& workload = "echo") {
  for (const auto& check : conformance::checks())
    if (check.name == check_name)
      return conformance::perform(check, {.id = id, .workload = workload, .program = FAULTY_PROGRAM, .patience = patience});
  return {Outcome::passed, "there is no such check"};
}

Outcome exchange_outcome(std::string_view check_name, const std::string& id) {
  for (const auto& check : conformance::checks())
    if (check.name == check_name) return conformance::perform(check, {.id = id, .shape = "exchange", .program = FAULTY_PROGRAM});
  return {Outcome::passed, "there is no such check"};
}

constexpr std::chrono::seconds generous(30);
constexpr std::chrono::seconds brief(2);  // for those that do nothing, for ever

TEST(ConformanceChecks, FindAWrongByte) {
  const Outcome outcome = outcome_of("many_at_once", "callback/wrong_byte", generous);
  EXPECT_EQ(outcome.kind, Outcome::failed);
  EXPECT_THAT(outcome.reason, HasSubstr("a reply has a wrong byte"));
}

TEST(ConformanceChecks, FindALostWriteAndATornValue) {
  for (const auto* id : {"callback/lost_write", "callback/torn_value"}) {
    const Outcome outcome = outcome_of("pipelined_burst", id, generous, "store");
    EXPECT_EQ(outcome.kind, Outcome::failed) << id;
    EXPECT_THAT(outcome.reason, HasSubstr("a reply has a wrong byte")) << id;
  }
}

TEST(ConformanceChecks, FindAHang) {
  const Outcome outcome = outcome_of("many_at_once", "callback/hang", brief);
  EXPECT_EQ(outcome.kind, Outcome::failed);
  EXPECT_THAT(outcome.reason, HasSubstr("nothing moved for 2000 ms"));
}

TEST(ConformanceChecks, FindAServerThatAcceptsNothing) {
  const Outcome outcome = outcome_of("pipelined_burst", "callback/accepts_nothing", brief);
  EXPECT_EQ(outcome.kind, Outcome::failed);
  EXPECT_THAT(outcome.reason, HasSubstr("nothing moved for 2000 ms (0 of 50000 requests answered)"));
}

TEST(ConformanceChecks, NameTheSignalOfACrash) {
  const Outcome outcome = outcome_of("many_at_once", "callback/crash", generous);
  EXPECT_EQ(outcome.kind, Outcome::failed);
  EXPECT_THAT(outcome.reason, AllOf(HasSubstr("the server was ended by signal 6 (Aborted)"), HasSubstr("requests answered")));
}

TEST(ConformanceChecks, FindAConnectionClosedTooEarly) {
  const Outcome outcome = outcome_of("many_at_once", "callback/early_close", generous);
  EXPECT_EQ(outcome.kind, Outcome::failed);
  EXPECT_THAT(outcome.reason, HasSubstr("the server closed the connection too early"));
}

TEST(ConformanceChecks, FindAServerThatDoesNotStop) {
  for (const auto* check : {"stop_unused", "stop_idle", "stop_in_mid_request", "stop_unread"}) {
    const Outcome outcome = outcome_of(check, "callback/ignores_stop", brief);
    EXPECT_EQ(outcome.kind, Outcome::failed) << check;
    EXPECT_THAT(outcome.reason, HasSubstr("told to stop, the server did not stop in time and was killed")) << check;
  }
}

TEST(ConformanceChecks, FindMemoryWithoutBound) {
  const Outcome outcome = outcome_of("unread_replies", "callback/unbounded", generous);
  EXPECT_EQ(outcome.kind, Outcome::failed);
  EXPECT_THAT(outcome.reason, HasSubstr("a client that reads no reply"));
}

TEST(ConformanceChecks, FindAServerThatSpinsOutOfDescriptors) {
  const Outcome outcome = outcome_of("descriptor_exhaustion", "callback/spins", generous);
  EXPECT_EQ(outcome.kind, Outcome::failed);
  EXPECT_THAT(outcome.reason, HasSubstr("the server spins"));
}

TEST(ConformanceChecks, FindADroppedAndAReorderedMessage) {
  for (const auto* id : {"callback/drops", "callback/reorders"}) {
    const Outcome outcome = outcome_of("everyone_gets_everything", id, generous, "chat");
    EXPECT_EQ(outcome.kind, Outcome::failed) << id;
    EXPECT_THAT(outcome.reason, HasSubstr("a subscriber got a wrong byte")) << id;
  }
}

TEST(ConformanceChecks, FindABroadcastThatWaitsForASlowSubscriber) {
  const Outcome outcome = outcome_of("slow_subscriber", "callback/waits", brief, "chat");
  EXPECT_EQ(outcome.kind, Outcome::failed);
  EXPECT_THAT(outcome.reason, HasSubstr("nothing moved for 2000 ms"));
  EXPECT_EQ(outcome_of("everyone_gets_everything", "callback/waits", generous, "chat").reason, "");
}

TEST(ConformanceChecks, FindAPauseThatWasSkipped) {
  const Outcome outcome = exchange_outcome("pauses_last", "callback/skips_pause");
  EXPECT_EQ(outcome.kind, Outcome::failed);
  EXPECT_THAT(outcome.reason, HasSubstr("5 pauses of 50 ms, one after the other, took"));
}

TEST(ConformanceChecks, FindComputingThatWasSkipped) {
  const Outcome outcome = exchange_outcome("many_at_once", "callback/skips_compute");
  EXPECT_EQ(outcome.kind, Outcome::failed);
  EXPECT_THAT(outcome.reason, HasSubstr("a reply has a wrong byte"));
}

TEST(ConformanceChecks, FindARepeatedReply) {
  const Outcome outcome = exchange_outcome("pauses_last", "callback/repeats_replies");
  EXPECT_EQ(outcome.kind, Outcome::failed);
  EXPECT_THAT(outcome.reason, HasSubstr("a reply has a wrong byte"));
}

TEST(ConformanceChecks, PassTheSameServersWhereTheyAreCorrect) {
  for (const auto* id : {"callback/slow", "callback/spins", "callback/leak"})
    for (const auto* check : {"half_close", "churn", "reset_in_mid_reply"})
      EXPECT_EQ(outcome_of(check, id, generous).reason, "") << id << " " << check;
}

}  // namespace
