// Unit tests of CPU lists and of how server and generator share CPUs out.
#include "harness/machine/cpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/errors.h"

namespace harness {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const CpuTopology two_cores{.allowed = {0, 1}, .cores = {{0}, {1}}};
const CpuTopology four_cores{.allowed = {0, 1, 2, 3}, .cores = {{0}, {1}, {2}, {3}}};
const CpuTopology two_cores_smt{.allowed = {0, 1, 2, 3}, .cores = {{0, 2}, {1, 3}}};
const CpuTopology one_core_smt{.allowed = {0, 1}, .cores = {{0, 1}}};
const CpuTopology one_cpu{.allowed = {3}, .cores = {{3}}};

std::string refusal(const CpuTopology& topology, std::string_view flag) {
  try {
    plan_cpus(topology, flag);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(CpuList, ReadsTheKernelsNotation) {
  EXPECT_THAT(*parse_cpu_list("0,2-3"), ElementsAre(0, 2, 3));
  EXPECT_THAT(*parse_cpu_list("7"), ElementsAre(7));
  EXPECT_THAT(*parse_cpu_list("3,1-3"), ElementsAre(1, 2, 3));
}

TEST(CpuList, RefusesWhatIsNoList) {
  for (const char* text : {"", ",", "1,", "a", "1-", "-1", "3-1", "1 2", "0-99999999", "99999999999"})
    EXPECT_FALSE(parse_cpu_list(text)) << text;
}

TEST(CpuList, IsWrittenAsItIsRead) {
  for (const char* text : {"0", "0,2-3", "0-1,4,6-9"}) EXPECT_EQ(to_cpu_list(*parse_cpu_list(text)), text);
  EXPECT_EQ(to_cpu_list({}), "");
}

TEST(AllowedCpus, AreSomeOfThoseOnline) {
  const auto online = parse_cpu_list(Files{}.text("/sys/devices/system/cpu/online").value());
  const auto allowed = allowed_cpus();
  ASSERT_TRUE(online && !allowed.empty());
  for (const int cpu : allowed) EXPECT_THAT(*online, testing::Contains(cpu));
}

TEST(CpuPlan, TakesTwoCoresAndLeavesCpu0ToTheSystemWhereItCan) {
  const CpuPlan plan = plan_cpus(four_cores);
  EXPECT_THAT(plan.server, ElementsAre(1));
  EXPECT_THAT(plan.generator, ElementsAre(2));
  EXPECT_TRUE(plan.disjoint && !plan.shares_core);
}

TEST(CpuPlan, IsDisjointOnTwoCpus) {
  const CpuPlan plan = plan_cpus(two_cores);
  EXPECT_THAT(plan.server, ElementsAre(1));
  EXPECT_THAT(plan.generator, ElementsAre(0));
  EXPECT_TRUE(plan.disjoint && !plan.shares_core);
}

TEST(CpuPlan, KeepsServerAndGeneratorOffEachOthersSiblings) {
  const CpuPlan plan = plan_cpus(two_cores_smt);
  EXPECT_THAT(plan.server, ElementsAre(1));
  EXPECT_THAT(plan.generator, ElementsAre(0));
  EXPECT_FALSE(plan.shares_core);
}

TEST(CpuPlan, SaysWhenTheyHaveToShareACore) {
  EXPECT_TRUE(plan_cpus(one_core_smt).shares_core);
  EXPECT_TRUE(plan_cpus(one_core_smt).disjoint);
  EXPECT_TRUE(plan_cpus(two_cores_smt, "3").shares_core);
}

TEST(CpuPlan, SharesASingleCpu) {
  const CpuPlan plan = plan_cpus(one_cpu);
  EXPECT_THAT(plan.server, ElementsAre(3));
  EXPECT_THAT(plan.generator, ElementsAre(3));
  EXPECT_FALSE(plan.disjoint);
}

TEST(CpuPlan, ReadsANumberAsACountAndARangeAsAList) {
  EXPECT_THAT(plan_cpus(four_cores, "2").server, ElementsAre(1, 2));
  EXPECT_THAT(plan_cpus(four_cores, "2").generator, ElementsAre(3));
  EXPECT_THAT(plan_cpus(four_cores, "2-2").server, ElementsAre(2));
  EXPECT_THAT(plan_cpus(four_cores, "0,3").server, ElementsAre(0, 3));
  EXPECT_THAT(plan_cpus(two_cores_smt, "2").server, ElementsAre(0, 1));
}

TEST(CpuPlan, RefusesByNameWhatCannotBe) {
  EXPECT_THAT(refusal(two_cores, "2"),
              HasSubstr("--server-cpus 2 leaves no CPU for the generator: this process may use 2 (0-1), so at most 1"));
  EXPECT_THAT(refusal(two_cores, "0,1"), HasSubstr("--server-cpus 0,1 leaves no CPU for the generator"));
  EXPECT_THAT(refusal(two_cores, "0,5"), HasSubstr("--server-cpus 0,5: CPU 5 is not among those that this process may use (0-1)"));
  EXPECT_THAT(refusal(one_cpu, "1"), HasSubstr("leaves no CPU for the generator: this process may use only CPU 3"));
  EXPECT_THAT(refusal(two_cores, "0"), HasSubstr("at least one CPU"));
  EXPECT_THAT(refusal(two_cores, "many"), HasSubstr("--server-cpus 'many' is neither"));
}

}  // namespace
}  // namespace harness
