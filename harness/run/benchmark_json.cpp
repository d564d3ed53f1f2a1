// The scalar view of a run in Google Benchmark's schema (version 1.7: "context" and "benchmarks").
#include "harness/run/benchmark_json.h"

#include <fmt/core.h>
#include <unistd.h>

#include <map>
#include <thread>

namespace harness {
namespace {

using nlohmann::json;

json entry(const json& launch, const std::string& name, int family, int repetition) {
  return {{"name", name},
          {"family_index", family},
          {"per_family_instance_index", 0},
          {"run_name", name},
          {"run_type", "iteration"},
          {"repetitions", 0},
          {"repetition_index", repetition},
          {"threads", launch.value("workers", 1)}};
}

void add_slices(const json& launch, const std::string& name, int family, int& repetition, json& out) {
  for (const json& slice : launch.at("slices")) {
    const bool computation = slice.contains("iterations");
    const auto iterations = slice.at(computation ? "iterations" : "requests").get<std::int64_t>();
    if (iterations == 0) continue;
    const double real = slice.at(computation ? "real_ns" : "duration_ns").get<double>() / static_cast<double>(iterations);
    const double cpu = slice.at(computation ? "cpu_ns" : "server_cpu_ns").get<double>() / static_cast<double>(iterations);
    json one = entry(launch, name, family, repetition++);
    one.update({{"iterations", iterations},
                {"real_time", real},
                {"cpu_time", cpu},
                {"time_unit", "ns"},
                {"items_per_second", 1e9 / real * (computation ? launch.at("units").get<double>() : 1)}});
    out.push_back(std::move(one));
  }
}

}  // namespace

json benchmark_view(const Plan& plan, const Results& results) {
  char host[256] = "";
  gethostname(host, sizeof host - 1);
  json out{{"context",
            {{"date", plan.started_utc},
             {"host_name", host},
             {"executable", "fiveways"},
             {"num_cpus", std::thread::hardware_concurrency()},
             {"mhz_per_cpu", 0},
             {"cpu_scaling_enabled", false},
             {"caches", json::array()},
             {"load_avg", json::array()},
             {"library_build_type", "release"},
             {"fiveways_command", plan.command}}},
           {"benchmarks", json::array()}};
  std::map<std::string, std::pair<int, int>> families;  // name → family index, repetitions so far
  for (const json& launch : results.standing_launches()) {
    std::string name = fmt::format("{}/{}", launch.at("case").get<std::string>(), launch.at("contestant").get<std::string>());
    if (launch.at("role") == "copy") name += "/copy";
    auto& [family, repetition] = families.try_emplace(name, static_cast<int>(families.size()), 0).first->second;
    if (launch.at("outcome") == "ok") {
      add_slices(launch, name, family, repetition, out["benchmarks"]);
    } else {
      json one = entry(launch, name, family, repetition++);
      one.update({{"error_occurred", true},
                  {"error_message", launch.at("outcome").get<std::string>() + ": " + launch.at("sentence").get<std::string>()},
                  {"iterations", 0},
                  {"real_time", 0},
                  {"cpu_time", 0},
                  {"time_unit", "ns"}});
      out["benchmarks"].push_back(std::move(one));
    }
  }
  return out;
}

}  // namespace harness
