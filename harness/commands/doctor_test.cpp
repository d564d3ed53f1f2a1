// Tests of `fiveways doctor` through the command line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/command_line.h"
#include "harness/exit_status.h"

namespace harness {
namespace {

struct Outcome {
  int status;
  std::string out;
  std::string err;
};

Outcome run(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const int status = run_command_line(static_cast<int>(arguments.size()), arguments.data());
  return {.status = status, .out = testing::internal::GetCapturedStdout(), .err = testing::internal::GetCapturedStderr()};
}

bool has_unfit(const nlohmann::json& environment) {
  for (const auto& one : environment["instabilities"])
    if (one["severity"] == "unfit") return true;
  return false;
}

TEST(Doctor, ExitsByWhetherTheMachineIsFit) {
  const Outcome outcome = run({"fiveways", "doctor", "--quick", "--json"});
  const auto environment = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(environment["fit"], !has_unfit(environment));
  EXPECT_EQ(outcome.status, environment["fit"] == true ? exit_fine : exit_could_not_measure);
  EXPECT_EQ(environment["grade"] == "F", environment["fit"] == false);
}

#if defined(FIVEWAYS_SANITIZED) || !defined(NDEBUG)
TEST(Doctor, FindsThisBuildUnfit) {
  const Outcome outcome = run({"fiveways", "doctor", "--quick"});
  EXPECT_EQ(outcome.status, exit_could_not_measure);
  EXPECT_THAT(outcome.out, testing::ContainsRegex("Grade F: unfit to measure: .*-build"));
}
#endif

TEST(Doctor, PrintsEachInstabilityWithItsFixAndTheGrade) {
  const Outcome outcome = run({"fiveways", "doctor", "--quick"});
  EXPECT_THAT(outcome.out, testing::HasSubstr("\nInstabilities\n"));
  EXPECT_THAT(outcome.out, testing::HasSubstr("\nGrade "));
  EXPECT_THAT(outcome.out, testing::Not(testing::HasSubstr("\033[")));  // not a terminal: plain
}

TEST(Doctor, RefusesAPlanThatLeavesTheGeneratorNothing) {
  const Outcome outcome = run({"fiveways", "doctor", "--quick", "--server-cpus", "60000"});
  EXPECT_EQ(outcome.status, exit_usage);
  EXPECT_THAT(outcome.err, testing::HasSubstr("--server-cpus 60000 leaves no CPU for the generator"));
}

TEST(Doctor, HelpHasExamples) {
  const Outcome outcome = run({"fiveways", "doctor", "--help"});
  EXPECT_EQ(outcome.status, exit_fine);
  EXPECT_THAT(outcome.out, testing::HasSubstr("Examples:\n  fiveways doctor\n"));
}

}  // namespace
}  // namespace harness
