// `fiveways selftest`: the harness measures itself and says which of its promises this machine showed now.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/commands/command.h"
#include "harness/errors.h"
#include "harness/exit_status.h"
#include "harness/interrupt.h"
#include "harness/run/status_line.h"
#include "harness/selftest/checks.h"

namespace harness {
namespace {

struct SelftestFlags {
  std::vector<std::string> only;
  std::string server_cpus;
  int rounds = 20;
  bool json = false;
};

int selftest(const SelftestFlags& flags) {
  std::vector<std::string> names;
  for (const auto& check : selftest_checks()) names.push_back(check.name);
  for (const std::string& name : flags.only)
    if (std::ranges::find(names, name) == names.end())
      throw UsageError(fmt::format("--only {}: no such check; there are {}", name, fmt::join(names, ", ")));
  watch_for_interrupts();
  StatusLine status{std::chrono::nanoseconds(0)};
  SelftestOptions options{.cpus = plan_cpus(topology_of({}, allowed_cpus()), flags.server_cpus),
                          .rounds = flags.rounds,
                          .progress = [&status](const std::string& what, double done) { status.show(what, done); }};
  pin_this_thread(options.cpus.generator);
  auto out = nlohmann::json::array();
  bool all_met = true;
  for (const auto& check : selftest_checks()) {
    if (!flags.only.empty() && std::ranges::find(flags.only, check.name) == flags.only.end()) continue;
    if (!flags.json) status.note(fmt::format("{}: {}", check.name, check.about));
    for (const Finding& one : check.run(options)) {
      all_met = all_met && (one.met || one.absent);
      out.push_back({{"check", check.name},
                     {"name", one.name},
                     {"measured", one.measured},
                     {"wanted", one.wanted},
                     {"met", one.met},
                     {"absent", one.absent}});
      if (!flags.json)
        fmt::print("  {:<6} {}: {} ({})\n",
                   one.absent ? "absent"
                   : one.met  ? "ok"
                              : "MISSED",
                   one.name, one.measured, one.wanted),
            std::fflush(stdout);
    }
  }
  if (flags.json) fmt::print("{}\n", out.dump(2));
  return all_met ? exit_fine : exit_wrong;
}

}  // namespace

void add_selftest(CLI::App& app, int& exit_status) {
  std::vector<std::string> names;
  for (const auto& check : selftest_checks()) names.push_back(check.name);
  const std::string list = fmt::format("{}", fmt::join(names, ", "));
  auto* command = app.add_subcommand("selftest", "measure the harness itself: " + list);
  auto flags = std::make_shared<SelftestFlags>();
  command->add_option("--only", flags->only, list)->delimiter(',');
  command->add_option("--rounds", flags->rounds, "rounds of the checks that compare")->capture_default_str()->check(CLI::Range(2, 1000));
  command->add_option("--server-cpus", flags->server_cpus, "a number of CPUs for the servers, or a list as 1,3-5");
  command->add_flag("--json", flags->json, "print JSON");
  command->footer(
      "Takes about ten minutes; nothing else should run meanwhile.\n"
      "Exit status: 0 all met, 1 something missed (noise can do that: the figures say by how much), 2 usage, 4 could not measure.\n"
      "Examples:\n"
      "  fiveways selftest\n"
      "  fiveways selftest --only recording,pacing,generator");
  command->callback([flags, &exit_status] { exit_status = selftest(*flags); });
}

}  // namespace harness
