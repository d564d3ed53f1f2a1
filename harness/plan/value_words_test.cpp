// The words of values, of parameters as workloads have them.
#include "harness/plan/value_words.h"

#include <gtest/gtest.h>

#include "workloads/registry.h"

namespace harness {
namespace {

std::string words(std::string_view workload, std::string_view parameter, std::int64_t value) {
  for (const auto& spec : workloads::find_workload(workload)->parameters)
    if (spec.name == parameter) return value_words(spec, value);
  return "no such parameter";
}

TEST(ValueWords, AreThoseOfTheHelp) {
  EXPECT_EQ(words("handover", "placement", 0), "same core");
  EXPECT_EQ(words("handover", "placement", 1), "across cores blocking");
  EXPECT_EQ(words("handover", "placement", 2), "across cores spinning");
}

TEST(ValueWords, EndWhereTheHelpGoesOn) {
  for (const auto& spec : workloads::find_workload("signal_storm")->parameters)
    if (spec.help.starts_with("0 sender")) {
      EXPECT_EQ(value_words(spec, 0), "sender and receiver on one CPU");
      EXPECT_EQ(value_words(spec, 1), "on two");
    } else if (spec.help.starts_with("0 a standard")) {
      EXPECT_EQ(value_words(spec, 0), "a standard signal, SIGUSR1");
      EXPECT_EQ(value_words(spec, 1), "a real-time signal");
    }
}

TEST(ValueWords, OfANumberAreNone) {
  EXPECT_EQ(words("handover", "rounds", 1), "");
  EXPECT_EQ(words("fib", "n", 2), "");
}

}  // namespace
}  // namespace harness
