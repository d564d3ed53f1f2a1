// Reads plan files.
#include "harness/plan/file.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "harness/errors.h"
#include "harness/plan/loads.h"

namespace harness {
namespace {

using nlohmann::json;

std::vector<std::string> plan_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(FIVEWAYS_SOURCE_DIR "/plans"))
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem());
  std::ranges::sort(names);
  return names;
}

}  // namespace

json read_plan_file(const std::string& plan) {
  std::filesystem::path file = std::filesystem::path(FIVEWAYS_SOURCE_DIR "/plans") / (plan + ".json");
  if (!std::filesystem::exists(file)) file = plan;
  std::ifstream in(file);
  if (!in || std::filesystem::is_directory(file))
    throw UsageError(fmt::format("--plan {}: neither a file nor one of {}", plan, fmt::join(plan_names(), ", ")));
  try {
    return json::parse(in);
  } catch (const json::exception& error) {
    throw UsageError(fmt::format("--plan {}: not JSON: {}", file.string(), error.what()));
  }
}

std::vector<json> cases_of(const json& file) {
  std::vector<json> cases = file.at("cases");
  const json defaults = file.value("defaults", json::object());
  for (json& one : cases)
    for (const auto& [key, value] : defaults.items())
      if (!one.contains(key)) one[key] = value;
  return cases;
}

bool has_load(const json& one, std::string_view name) {
  return one.contains("load") && one.at("load").contains("model") && is_named(load_from_plan_file(one.at("load")), name);
}

std::string where_it_is(const Wishes& wishes) {
  std::vector<std::string> plans;
  for (const std::string& name : plan_names()) {
    const auto cases = cases_of(read_plan_file(name));
    if (name != wishes.plan && std::ranges::any_of(cases, [&](const json& one) {
          return (wishes.workloads.empty() ||
                  std::ranges::find(wishes.workloads, one.at("workload").get<std::string>()) != wishes.workloads.end()) &&
                 (wishes.load.empty() || has_load(one, wishes.load));
        }))
      plans.push_back(name);
  }
  std::string asked = wishes.workloads.empty() ? "" : fmt::format("--workload {}", fmt::join(wishes.workloads, ","));
  if (!wishes.load.empty()) asked += fmt::format("{}--load {}", asked.empty() ? "" : " ", wishes.load);
  if (asked.empty()) return "";
  return plans.empty() ? fmt::format("; no plan has {}", asked) : fmt::format("; {} is in --plan {}", asked, fmt::join(plans, ", "));
}

}  // namespace harness
