// `fiveways list`: every workload and implementation of this build.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "harness/commands/command.h"
#include "workloads/registry.h"

namespace harness {
namespace {

// What it cannot do, and what a reader should know.
std::string limits(const workloads::Implementation& one) {
  const workloads::Traits& traits = one.traits;
  std::string text;
  if (traits.max_connections != workloads::unlimited) text += fmt::format("at most {} connections", traits.max_connections);
  if (traits.max_workers != workloads::unlimited)
    text += fmt::format("{}at most {} worker{}", text.empty() ? "" : ", ", traits.max_workers, traits.max_workers == 1 ? "" : "s");
  if (!traits.limit_reason.empty()) text += fmt::format("{}{}", text.empty() ? "" : ": ", traits.limit_reason);
  if (const std::string reason = one.unavailable(); !reason.empty())
    text += fmt::format("{}not available here: {}", text.empty() ? "" : "; ", reason);
  if (!one.synchronisation().empty())
    text += fmt::format("{}what keeps threads apart: {}", text.empty() ? "" : "; ", one.synchronisation());
  if (traits.coarsened) text += fmt::format("{}coarsened, not ranked", text.empty() ? "" : "; ");
  return text;
}

void print_text() {
  for (const auto& workload : workloads::workloads()) {
    fmt::print("{:<12} {:<10} {}\n", workload.name, workload.shape, workload.summary);
    for (const auto& one : workload.parameters)
      fmt::print("{:<23}   {}={} ({}..{}) {}\n", "", one.name, one.standard, one.minimum, one.maximum, one.help);
  }
  std::string_view shape;
  for (const auto& one : workloads::implementations()) {
    if (one.shape != shape) fmt::print("\n{}\n", shape = one.shape);
    fmt::print("  {:<24} {:<10} {}\n", one.id(), one.traits.track == workloads::Track::tuned ? "tuned" : "idiomatic", limits(one));
  }
}

void print_json() {
  nlohmann::json out{{"workloads", nlohmann::json::array()}, {"implementations", nlohmann::json::array()}};
  for (const auto& workload : workloads::workloads())
    out["workloads"].push_back(
        {{"name", workload.name}, {"shape", workload.shape}, {"summary", workload.summary}, {"null_hypothesis", workload.null_hypothesis}});
  for (const auto& one : workloads::implementations())
    out["implementations"].push_back({{"id", one.id()},
                                      {"shape", one.shape},
                                      {"file", one.file},
                                      {"threads", one.traits.threads},
                                      {"synchronisation", one.synchronisation()},
                                      {"track", one.traits.track == workloads::Track::tuned ? "tuned" : "idiomatic"},
                                      {"limits", limits(one)},
                                      {"unavailable", one.unavailable()},
                                      {"remark", one.traits.remark}});
  fmt::print("{}\n", out.dump(2));
}

}  // namespace

void add_list(CLI::App& app, int&) {
  auto* command = app.add_subcommand("list", "show every workload and implementation of this build");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "print JSON");
  command->footer("Examples:\n  fiveways list\n  fiveways list --json | python3 -m json.tool");
  command->callback([json] { *json ? print_json() : print_text(); });
}

}  // namespace harness
