// Unit tests of the judgement on injected facts.
#include "harness/machine/instabilities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/machine/facts.h"

namespace harness {
namespace {

using nlohmann::json;
using testing::HasSubstr;

// A machine with nothing to find.
json quiet_machine() {
  return json::parse(R"({
    "build": {"sanitizers": "", "optimised": true, "ndebug": true, "type": "Release", "commit": "c0ffee", "dirty": false},
    "cpu": {"allowed": "0-7", "allowed_count": 8, "smt": false, "numa_nodes_count": 1, "governors": ["performance"],
            "turbo": false, "frequency_driver": "intel_pstate", "hypervisor": null},
    "plan": {"server": "1", "generator": "2", "disjoint": true, "shares_core": false},
    "kernel": {"clocksource": "tsc", "aslr": 0, "transparent_hugepages": "madvise", "irq_time_is_apart": false, "container": null},
    "memory": {"available_bytes": 17179869184},
    "load": {"average_1min": 0.1, "steal_share": 0.0, "steal_limit": 0.02, "foreign_share": 0.01, "foreign_limit": 0.05},
    "limits": {"descriptors_soft": 65536, "descriptors_hard": 65536, "processes_soft": null, "threads_max": 100000,
               "pid_max": 4194304, "cgroup_pids": null, "cgroup_cpus": null},
    "network": {"somaxconn": 4096, "tcp_max_syn_backlog": 4096, "port_first": 10000, "port_last": 65535, "time_wait_count": 0},
    "counters": {"syscalls_absent_because": null, "instructions_absent_because": null, "user_instructions_absent_because": null}
  })");
}

// What is found when one fact of the quiet machine is another.
std::vector<Instability> with(const char* path, const json& value) {
  json facts = quiet_machine();
  facts[json::json_pointer(path)] = value;
  return instabilities(facts);
}

struct Case {
  const char* path;
  json value;
  const char* id;
  Severity severity;
  const char* fix;  // a part of it
};

class OneFact : public testing::TestWithParam<Case> {};

TEST_P(OneFact, IsFoundAloneWithItsFix) {
  const auto found = with(GetParam().path, GetParam().value);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].id, GetParam().id);
  EXPECT_EQ(found[0].severity, GetParam().severity);
  EXPECT_THAT(found[0].fix, HasSubstr(GetParam().fix));
  EXPECT_THAT(found[0].sentence, testing::EndsWith("."));
}

constexpr auto note = Severity::note;
constexpr auto warning = Severity::warning;
constexpr auto unfit = Severity::unfit;

INSTANTIATE_TEST_SUITE_P(
    Instabilities, OneFact,
    testing::Values(
        Case{"/build/sanitizers", "address,undefined", "sanitized-build", unfit, "cmake --preset release"},
        Case{"/build/ndebug", false, "debug-build", unfit, "cmake --preset release"},
        Case{"/build/optimised", false, "debug-build", unfit, "cmake --preset release"},
        Case{"/build/dirty", true, "uncommitted-changes", note, "git commit"},
        Case{"/build/commit", nullptr, "no-commit", note, "git clone"},
        Case{"/cpu/allowed_count", 1, "single-cpu", unfit, "taskset -c 0-1"}, Case{"/cpu/allowed_count", 2, "few-cpus", note, "4 CPUs"},
        Case{"/limits/cgroup_cpus", 0.5, "cpu-quota", unfit, "--cpus"}, Case{"/limits/cgroup_cpus", 2.0, "cpu-quota", warning, "--cpus"},
        Case{"/cpu/hypervisor", "KVM", "virtual-machine", warning, "bare metal"},
        Case{"/kernel/container", "docker", "container", note, "host"}, Case{"/load/steal_share", 0.1, "steal", warning, "dedicated"},
        Case{"/load/foreign_share", 0.2, "foreign-load", warning, "top"}, Case{"/load/average_1min", 7.5, "load-average", note, "wait"},
        Case{"/memory/available_bytes", 1000000, "low-memory", warning, "stop"},
        Case{"/cpu/governors", json({"performance", "powersave"}), "cpu-governor", warning, "echo performance | sudo tee"},
        Case{"/cpu/turbo", true, "turbo", warning, "intel_pstate/no_turbo"}, Case{"/cpu/smt", true, "smt", note, "smt/control"},
        Case{"/plan/shares_core", true, "smt-shared", warning, "--server-cpus"}, Case{"/cpu/numa_nodes_count", 2, "numa", note, "numactl"},
        Case{"/kernel/clocksource", "hpet", "clock-source", warning, "tsc"},
        Case{"/kernel/irq_time_is_apart", true, "irq-time", warning, "noirqtime"}, Case{"/kernel/aslr", 2, "aslr", note, "setarch -R"},
        Case{"/kernel/transparent_hugepages", "always", "huge-pages", note, "echo madvise"},
        Case{"/limits/descriptors_hard", 4096, "descriptors", warning, "--nofile=16200:16200"},
        Case{"/limits/descriptors_soft", 1024, "descriptors", note, "ulimit -n 16200"},
        Case{"/limits/pid_max", 10000, "threads", warning, "kernel.pid_max"},
        Case{"/limits/cgroup_pids", 512, "threads", warning, "--pids-limit"},
        Case{"/network/somaxconn", 128, "somaxconn", warning, "sysctl -w net.core.somaxconn=4096"},
        Case{"/network/tcp_max_syn_backlog", 128, "syn-backlog", note, "tcp_max_syn_backlog"},
        Case{"/network/port_first", 60000, "port-range", warning, "ip_local_port_range"},
        Case{"/network/time_wait_count", 20000, "time-wait", warning, "tcp_tw_reuse"},
        Case{"/counters/syscalls_absent_because", "not permitted: sudo sysctl this", "no-syscall-counter", note, "sudo sysctl this"},
        Case{"/counters/user_instructions_absent_because", "no counters: bare metal", "no-instruction-counter", note, "bare metal"},
        Case{"/counters/instructions_absent_because", "no: do this", "no-kernel-instruction-counter", note, "do this"}),
    [](const auto& one) {
      std::string name = std::to_string(one.index) + "_" + one.param.id;
      std::ranges::replace(name, '-', '_');
      return name;
    });

TEST(Instabilities, OfAQuietMachineAreNone) { EXPECT_TRUE(instabilities(quiet_machine()).empty()); }

TEST(Instabilities, UnknownFactsFindNothing) { EXPECT_TRUE(instabilities(json::object()).empty()); }

TEST(Instabilities, TurboOfAnotherDriverHasAnotherFix) {
  json facts = quiet_machine();
  facts["cpu"]["turbo"] = true;
  facts["cpu"]["frequency_driver"] = "acpi-cpufreq";
  EXPECT_THAT(instabilities(facts).at(0).fix, HasSubstr("cpufreq/boost"));
}

TEST(Instabilities, FollowTheNeedsOfTheRun) {
  json facts = quiet_machine();
  facts["limits"]["descriptors_hard"] = facts["limits"]["descriptors_soft"] = 1024;
  EXPECT_FALSE(instabilities(facts).empty());
  EXPECT_TRUE(instabilities(facts, {.connections = 64, .descriptors = 200}).empty());
}

TEST(Instabilities, TheGravestComesFirst) {
  json facts = quiet_machine();
  facts["kernel"]["aslr"] = 2;
  facts["cpu"]["hypervisor"] = "KVM";
  facts["limits"]["cgroup_cpus"] = 0.5;
  const auto found = instabilities(facts);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].severity, unfit);
  EXPECT_EQ(found[1].severity, warning);
  EXPECT_EQ(found[2].severity, note);
}

TEST(Grade, FallsWithWarningsAndNotWithNotes) {
  const Instability a_note{.severity = note}, a_warning{.severity = warning}, an_unfit{.severity = unfit};
  EXPECT_EQ(grade({}), 'A');
  EXPECT_EQ(grade({a_note, a_note, a_note}), 'A');
  EXPECT_EQ(grade({a_warning}), 'B');
  EXPECT_EQ(grade({a_warning, a_warning}), 'C');
  EXPECT_EQ(grade({a_warning, a_warning, a_warning}), 'D');
  EXPECT_EQ(grade({a_warning, a_warning, a_warning, a_warning, a_warning, a_warning}), 'E');
  EXPECT_EQ(grade({an_unfit}), 'F');
  EXPECT_FALSE(fit({an_unfit}));
  EXPECT_TRUE(fit({a_warning, a_note}));
}

TEST(Environment, HoldsFactsJudgementAndGrade) {
  json facts = quiet_machine();
  facts["cpu"]["hypervisor"] = "KVM";
  const json stored = environment(facts);
  EXPECT_EQ(stored["facts"], facts);
  EXPECT_EQ(stored["grade"], "B");
  EXPECT_EQ(stored["fit"], true);
  ASSERT_EQ(stored["instabilities"].size(), 1U);
  EXPECT_EQ(stored["instabilities"][0]["id"], "virtual-machine");
  EXPECT_EQ(stored["instabilities"][0]["severity"], "warning");
}

}  // namespace
}  // namespace harness
