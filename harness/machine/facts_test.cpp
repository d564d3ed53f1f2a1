// Unit tests of the facts, from made-up files and from this machine.
#include "harness/machine/facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include "harness/errors.h"
#include "harness/machine/cgroup.h"
#include "harness/machine/folder_for_tests.h"
#include "harness/machine/watch.h"

namespace harness {
namespace {

using nlohmann::json;
using testing::ElementsAre;

constexpr const char* cpu = "/sys/devices/system/cpu/";

TEST(CpuFacts, ReadGovernorTurboAndSiblings) {
  MadeUpFiles made;
  made.with("/proc/cpuinfo", "processor\t: 0\nmodel name\t: Some CPU @ 3 GHz\nflags\t\t: fpu sse hypervisors\n");
  for (int i = 0; i < 4; ++i) {
    const std::string folder = cpu + ("cpu" + std::to_string(i));
    made.with(folder + "/cpufreq/scaling_governor", i == 3 ? "powersave\n" : "performance\n");
    made.with(folder + "/cpufreq/scaling_driver", "intel_pstate\n").with(folder + "/cpufreq/cpuinfo_max_freq", "3500000\n");
    made.with(folder + "/topology/thread_siblings_list", i % 2 == 0 ? "0,2\n" : "1,3\n");
  }
  made.with(std::string(cpu) + "intel_pstate/no_turbo", "0\n").with(std::string(cpu) + "online", "0-3\n");
  made.with("/sys/devices/system/node/online", "0-1\n");
  const CpuTopology topology = topology_of(made.files(), {0, 1, 2, 3});
  EXPECT_THAT(topology.cores, ElementsAre(ElementsAre(0, 2), ElementsAre(1, 3)));
  const json facts = cpu_facts(made.files(), topology);
  EXPECT_EQ(facts["model"], "Some CPU @ 3 GHz");
  EXPECT_EQ(facts["governors"], json({"performance", "powersave"}));
  EXPECT_EQ(facts["frequency_driver"], "intel_pstate");
  EXPECT_EQ(facts["max_frequency_mhz"], 3500);
  EXPECT_EQ(facts["turbo"], true);
  EXPECT_EQ(facts["smt"], true);
  EXPECT_EQ(facts["cores_count"], 2);
  EXPECT_EQ(facts["numa_nodes_count"], 2);
  EXPECT_TRUE(facts["hypervisor"].is_null());
}

TEST(CpuFacts, SiblingsThatWeMayNotUseDoNotCount) {
  MadeUpFiles made;
  made.with(std::string(cpu) + "cpu1/topology/thread_siblings_list", "1,3\n");
  EXPECT_THAT(topology_of(made.files(), {1, 2}).cores, ElementsAre(ElementsAre(1), ElementsAre(2)));
}

TEST(CpuFacts, WhatTheMachineDoesNotTellIsNull) {
  MadeUpFiles nothing;
  const json facts = cpu_facts(nothing.files(), topology_of(nothing.files(), {0}));
  for (const char* key : {"model", "online", "numa_nodes_count", "frequency_driver", "max_frequency_mhz", "turbo", "hypervisor"})
    EXPECT_TRUE(facts.at(key).is_null()) << key;
}

TEST(CpuFacts, TellAVirtualMachineByItsFlagOrItsMaker) {
  MadeUpFiles flag;
  flag.with("/proc/cpuinfo", "flags\t\t: fpu hypervisor lahf_lm\n");
  EXPECT_EQ(cpu_facts(flag.files(), {.allowed = {0}, .cores = {{0}}})["hypervisor"], "unnamed");
  MadeUpFiles maker;
  maker.with("/sys/class/dmi/id/sys_vendor", "QEMU\n").with("/sys/class/dmi/id/product_name", "Standard PC\n");
  EXPECT_EQ(cpu_facts(maker.files(), {.allowed = {0}, .cores = {{0}}})["hypervisor"], "QEMU Standard PC");
  MadeUpFiles metal;
  metal.with("/sys/class/dmi/id/sys_vendor", "Amazon EC2\n").with("/sys/class/dmi/id/product_name", "m5.metal\n");
  EXPECT_TRUE(cpu_facts(metal.files(), {.allowed = {0}, .cores = {{0}}})["hypervisor"].is_null());
}

TEST(Cgroup, TakesTheTightestQuotaUpToTheRoot) {
  MadeUpFiles made;
  made.with("/proc/self/cgroup", "0::/outer/inner\n").with("/sys/fs/cgroup/outer/cpu.max", "150000 100000\n");
  made.with("/sys/fs/cgroup/outer/inner/cpu.max", "max 100000\n").with("/sys/fs/cgroup/outer/inner/pids.max", "512\n");
  made.with("/sys/fs/cgroup/outer/pids.max", "max\n");
  EXPECT_EQ(cgroup_limits(made.files()).cpus, 1.5);
  EXPECT_EQ(cgroup_limits(made.files()).pids, 512);
}

TEST(Cgroup, FindsTheContainersOwnGroupWhereItsPathIsTheHosts) {
  MadeUpFiles made;
  made.with("/proc/self/cgroup", "4:cpu,cpuacct:/docker/1234\n3:pids:/docker/1234\n");
  made.with("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n").with("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  made.with("/sys/fs/cgroup/pids/pids.max", "100\n");
  EXPECT_EQ(cgroup_limits(made.files()).cpus, 0.5);
  EXPECT_EQ(cgroup_limits(made.files()).pids, 100);
}

TEST(Cgroup, WithoutLimitsIsAbsent) {
  MadeUpFiles made;
  made.with("/proc/self/cgroup", "4:cpu:/\n0::/\n").with("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
  made.with("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  EXPECT_FALSE(cgroup_limits(made.files()).cpus);
  EXPECT_FALSE(cgroup_limits(made.files()).pids);
}

TEST(KernelFacts, ReadTheChosenHugePagesAndOpenWeaknesses) {
  MadeUpFiles made;
  made.with("/sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never\n").with("/proc/sys/kernel/randomize_va_space", "2\n");
  made.with(std::string(cpu) + "vulnerabilities/mds", "Vulnerable: no microcode\n");
  made.with(std::string(cpu) + "vulnerabilities/meltdown", "Mitigation: PTI\n")
      .with(std::string(cpu) + "vulnerabilities/tsa", "Not affected\n");
  const json facts = kernel_facts(made.files());
  EXPECT_EQ(facts["transparent_hugepages"], "always");
  EXPECT_EQ(facts["aslr"], 2);
  EXPECT_EQ(facts["cpu_weaknesses"], json({{"mitigated", {"meltdown"}}, {"vulnerable", {"mds"}}}));
}

TEST(KernelFacts, SayWhetherInterruptTimeIsKeptApart) {
  MadeUpFiles made;
  made.with("/proc/sys/kernel/osrelease", "6.1\n");
  EXPECT_FALSE(irq_time_is_apart(made.files()));
  made.with("/boot/config-6.1", "CONFIG_SMP=y\n# CONFIG_IRQ_TIME_ACCOUNTING is not set\n");
  EXPECT_EQ(irq_time_is_apart(made.files()), false);
  made.with("/boot/config-6.1", "CONFIG_SMP=y\nCONFIG_IRQ_TIME_ACCOUNTING=y\n");
  EXPECT_EQ(irq_time_is_apart(made.files()), true);
  made.with("/proc/cmdline", "quiet tsc=noirqtime\n");
  EXPECT_EQ(irq_time_is_apart(made.files()), false);
}

TEST(NetworkFacts, ReadPortsAndTimeWait) {
  MadeUpFiles made;
  made.with("/proc/sys/net/ipv4/ip_local_port_range", "32768\t60999\n").with("/proc/sys/net/core/somaxconn", "128\n");
  made.with("/proc/net/sockstat", "sockets: used 13\nTCP: inuse 1 orphan 0 tw 321 alloc 1 mem 8\n");
  const json facts = network_facts(made.files());
  EXPECT_EQ(facts["port_first"], 32768);
  EXPECT_EQ(facts["port_last"], 60999);
  EXPECT_EQ(facts["somaxconn"], 128);
  EXPECT_EQ(facts["time_wait_count"], 321);
}

TEST(MachineFacts, OfThisMachineHoldTogether) {
  const json facts = machine_facts({.probe = std::chrono::milliseconds(50)});
  EXPECT_EQ(facts["cpu"]["allowed_count"], allowed_cpus().size());
  EXPECT_GT(fact<long long>(facts, "/memory/total_bytes"), 0);
  EXPECT_GE(fact<double>(facts, "/load/foreign_share"), 0);
  EXPECT_EQ(fact<long long>(facts, "/load/probe_ms"), 50);
  EXPECT_FALSE(fact<std::string>(facts, "/kernel/release").value_or("").empty());
  EXPECT_FALSE(fact<std::string>(facts, "/build/compiler").value_or("").empty());
  EXPECT_FALSE(fact<std::string>(facts, "/plan/server").value_or("").empty());
  EXPECT_LE(fact<long long>(facts, "/limits/descriptors_soft"), fact<long long>(facts, "/limits/descriptors_hard"));
}

TEST(MachineFacts, RefuseAnImpossiblePlan) {
  EXPECT_THROW(machine_facts({.server_cpus = "100000", .probe = std::chrono::milliseconds(0)}), UsageError);
}

TEST(Fact, IsAbsentWhereItIsNullOrMissing) {
  const json facts{{"a", {{"b", 3}, {"c", nullptr}}}};
  EXPECT_EQ(fact<int>(facts, "/a/b"), 3);
  EXPECT_FALSE(fact<int>(facts, "/a/c"));
  EXPECT_FALSE(fact<int>(facts, "/x/y"));
}

}  // namespace
}  // namespace harness
