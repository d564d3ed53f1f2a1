// `fiveways doctor`: the facts of this machine, what makes it a poor place to measure, and the fix for each.
#include <fmt/color.h>
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <stdlib.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "harness/commands/command.h"
#include "harness/exit_status.h"
#include "harness/machine/facts.h"
#include "harness/machine/instabilities.h"

namespace harness {
namespace {

using nlohmann::json;

constexpr std::size_t width = 110;
constexpr std::string_view unknown = "unknown";

struct DoctorFlags {
  bool json = false;
  bool quick = false;
  std::string server_cpus;
};

std::string word(const json& facts, std::string_view path) { return fact<std::string>(facts, path).value_or(std::string(unknown)); }

std::string number(const json& facts, std::string_view path, std::string_view if_null = unknown) {
  const auto value = fact<long long>(facts, path);
  return value ? fmt::format("{}", *value) : std::string(if_null);
}

std::string share(const json& facts, std::string_view path) {
  const auto value = fact<double>(facts, path);
  return value ? fmt::format("{:.1f} %", 100 * *value) : std::string(unknown);
}

std::string gibibytes(const json& facts, std::string_view path) {
  const auto value = fact<double>(facts, path);
  return value ? fmt::format("{:.1f} GiB", *value / (1024.0 * 1024 * 1024)) : std::string(unknown);
}

std::string yes_no(const json& facts, std::string_view path, std::string_view yes, std::string_view no) {
  const auto value = fact<bool>(facts, path);
  return std::string(value ? (*value ? yes : no) : unknown);
}

// Prints text in lines of `width`, the later ones indented as the first one began.
void print_wrapped(std::size_t indent, std::string_view text) {
  std::size_t column = indent;
  for (bool first = true; !text.empty(); first = false) {
    const std::string_view next = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), next.size() + 1));
    if (!first && column + 1 + next.size() > width) {
      fmt::print("\n{:{}}", "", indent);
      column = indent;
    } else if (!first) {
      fmt::print(" ");
      ++column;
    }
    fmt::print("{}", next);
    column += next.size();
  }
  fmt::print("\n");
}

void print_row(std::string_view name, std::string_view text) {
  fmt::print("  {:<12}", name);
  print_wrapped(14, text);
}

std::string frequency(const json& facts) {
  const auto governors = fact<std::vector<std::string>>(facts, "/cpu/governors").value_or(std::vector<std::string>{});
  if (governors.empty() && !fact<bool>(facts, "/cpu/turbo")) return "not visible here (no cpufreq): the host decides";
  return fmt::format("governor {}, turbo {}, at most {} MHz", fmt::join(governors, " and "), yes_no(facts, "/cpu/turbo", "on", "off"),
                     number(facts, "/cpu/max_frequency_mhz"));
}

std::string load(const json& facts) {
  const auto average = fact<double>(facts, "/load/average_1min");
  return fmt::format("average {}; in {} ms: stolen by the host {}, used by others {}", average ? fmt::format("{:.2f}", *average) : unknown,
                     number(facts, "/load/probe_ms"), share(facts, "/load/steal_share"), share(facts, "/load/foreign_share"));
}

std::string build(const json& facts) {
  const std::string sanitizers = word(facts, "/build/sanitizers");
  return fmt::format("{} ({}), {}, {}{}", word(facts, "/build/type"), word(facts, "/build/flags"), word(facts, "/build/compiler"),
                     word(facts, "/build/libc"), sanitizers.empty() ? "" : ", -fsanitize=" + sanitizers);
}

std::string quota(const json& facts) {
  const auto cpus = fact<double>(facts, "/limits/cgroup_cpus");
  return cpus ? fmt::format("{:.2f} CPUs", *cpus) : "none";
}

std::string counter(const json& facts, const char* path) { return fact<std::string>(facts, path) ? "absent" : "available"; }

void print_facts(const json& facts) {
  fmt::print("Machine\n");
  print_row("cpu", word(facts, "/cpu/model"));
  print_row("cpus", fmt::format("{} allowed of {} online, on {} cores ({}), memory nodes: {}", word(facts, "/cpu/allowed"),
                                word(facts, "/cpu/online"), number(facts, "/cpu/cores_count"),
                                yes_no(facts, "/cpu/smt", "SMT siblings", "no SMT siblings"), number(facts, "/cpu/numa_nodes_count")));
  print_row("plan", fmt::format("server on CPU {}, generator on CPU {}", word(facts, "/plan/server"), word(facts, "/plan/generator")));
  print_row("frequency", frequency(facts));
  const auto hypervisor = fact<std::string>(facts, "/cpu/hypervisor");
  const auto container = fact<std::string>(facts, "/kernel/container");
  print_row("host", fmt::format("{}{}", hypervisor ? "virtual machine (" + *hypervisor + ")" : "bare metal, as far as it shows",
                                container ? ", in a container (" + *container + ")" : ""));
  print_row("load", load(facts));
  print_row("memory", fmt::format("{}, {} available; huge pages: {}", gibibytes(facts, "/memory/total_bytes"),
                                  gibibytes(facts, "/memory/available_bytes"), word(facts, "/kernel/transparent_hugepages")));
  print_row("kernel",
            fmt::format("Linux {}, clock {}, ASLR {}, {} CPU weaknesses mitigated, {} open", word(facts, "/kernel/release"),
                        word(facts, "/kernel/clocksource"), number(facts, "/kernel/aslr"),
                        facts["kernel"]["cpu_weaknesses"]["mitigated"].size(), facts["kernel"]["cpu_weaknesses"]["vulnerable"].size()));
  print_row("counters",
            fmt::format("system calls {}, instructions {} (perf_event_paranoid {})", counter(facts, "/counters/syscalls_absent_because"),
                        counter(facts, "/counters/user_instructions_absent_because"), number(facts, "/kernel/perf_event_paranoid")));
  fmt::print("\nLimits\n");
  print_row("descriptors", fmt::format("{}, at most {}", number(facts, "/limits/descriptors_soft", "unlimited"),
                                       number(facts, "/limits/descriptors_hard", "unlimited")));
  print_row("threads", fmt::format("ulimit -u {}, threads-max {}, pid_max {}, control group {}",
                                   number(facts, "/limits/processes_soft", "unlimited"), number(facts, "/limits/threads_max"),
                                   number(facts, "/limits/pid_max"), number(facts, "/limits/cgroup_pids", "unlimited")));
  print_row("cpu quota", quota(facts));
  print_row("network", fmt::format("somaxconn {}, syn backlog {}, local ports {}-{}, {} in TIME_WAIT, tcp_tw_reuse {}",
                                   number(facts, "/network/somaxconn"), number(facts, "/network/tcp_max_syn_backlog"),
                                   number(facts, "/network/port_first"), number(facts, "/network/port_last"),
                                   number(facts, "/network/time_wait_count"), number(facts, "/network/tcp_tw_reuse")));
  fmt::print("\nThis program\n");
  print_row("build", build(facts));
  print_row("commit", word(facts, "/build/commit") + yes_no(facts, "/build/dirty", ", with changes that are not committed", ""));
}

fmt::text_style style_of(Severity severity) {
  if (isatty(STDOUT_FILENO) == 0 || getenv("NO_COLOR") != nullptr) return {};
  switch (severity) {
    case Severity::unfit:
      return fmt::fg(fmt::terminal_color::red) | fmt::emphasis::bold;
    case Severity::warning:
      return fmt::fg(fmt::terminal_color::yellow);
    case Severity::note:
      return fmt::emphasis::faint;
  }
  return {};
}

void print_instabilities(const std::vector<Instability>& found) {
  fmt::print("\nInstabilities\n");
  if (found.empty()) fmt::print("  none\n");
  for (const Instability& one : found) {
    fmt::print("  {}", fmt::styled(fmt::format("{:<9}", to_string(one.severity)), style_of(one.severity)));
    print_wrapped(11, fmt::format("{}: {}", one.id, one.sentence));
    fmt::print("{:11}fix: {}\n", "", one.fix);  // never wrapped: it may be a command to copy
  }
}

std::string summary(const std::vector<Instability>& found) {
  const auto count = [&](Severity severity, std::string_view name) {
    const auto number = std::ranges::count(found, severity, &Instability::severity);
    return fmt::format("{} {}{}", number, name, number == 1 ? "" : "s");
  };
  std::vector<std::string> reasons;
  for (const Instability& one : found)
    if (one.severity == Severity::unfit) reasons.push_back(one.id);
  return fmt::format("Grade {}: {} ({}, {}).", grade(found),
                     reasons.empty() ? "fit to measure" : fmt::format("unfit to measure: {}", fmt::join(reasons, ", ")),
                     count(Severity::warning, "warning"), count(Severity::note, "note"));
}

int examine(const DoctorFlags& flags) {
  FactsOptions options{.server_cpus = flags.server_cpus, .probe = std::chrono::milliseconds(flags.quick ? 200 : 1000)};
  const json facts = machine_facts(options);
  const auto found = instabilities(facts);
  if (flags.json) {
    fmt::print("{}\n", environment(facts).dump(2, ' ', false, json::error_handler_t::replace));
  } else {
    print_facts(facts);
    print_instabilities(found);
    fmt::print("\n{}\n", summary(found));
  }
  return fit(found) ? exit_fine : exit_could_not_measure;
}

}  // namespace

void add_doctor(CLI::App& app, int& exit_status) {
  auto* command = app.add_subcommand("doctor", "show what kind of machine this is to measure on, and how to make it a better one");
  auto flags = std::make_shared<DoctorFlags>();
  command->add_flag("--json", flags->json, "print JSON, as it is stored with every run");
  command->add_flag("--quick", flags->quick, "watch the load for 0.2 s instead of 1 s: only gross disturbance shows");
  command->add_option("--server-cpus", flags->server_cpus,
                      "judge this plan: a number of CPUs for the server, or a list of them (1,3; 1-1 for CPU 1)");
  command->footer(
      "Grade: A no warning, B one, C two, D three, E more; F unfit (a debug or sanitized build, a single CPU, a quota below one).\n"
      "Notes do not count. Exit status: 0 fit, 2 usage, 4 unfit.\n\n"
      "Examples:\n"
      "  fiveways doctor\n"
      "  fiveways doctor --server-cpus 2\n"
      "  fiveways doctor --quick --json | python3 -m json.tool");
  command->callback([flags, &exit_status] { exit_status = examine(*flags); });
}

}  // namespace harness
