// Turns what a user typed into entries of the registry.
#include "harness/commands/lookup.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

#include "harness/errors.h"

namespace harness {
namespace {

// Levenshtein's distance, one row at a time.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < to.size(); ++j)
      diagonal = std::exchange(row[j + 1], std::min({row[j] + 1, row[j + 1] + 1, diagonal + (from[i] == to[j] ? 0U : 1U)}));
  }
  return row.back();
}

}  // namespace

std::string near_misses(std::string_view wanted, const std::vector<std::string>& candidates) {
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const std::string& one : candidates) {
    const bool part = one.find(wanted) != std::string::npos;
    const std::size_t distance = part ? 0 : edit_distance(wanted, one);
    if (part || distance <= 2 + one.size() / 3) ranked.emplace_back(distance, one);
  }
  std::ranges::sort(ranked);
  ranked.resize(std::min<std::size_t>(ranked.size(), 3));
  std::vector<std::string> names;
  for (const auto& one : ranked) names.push_back(one.second);
  return names.empty() ? "" : fmt::format("; near: {}", fmt::join(names, ", "));
}

const workloads::Workload& workload_named(std::string_view name) {
  if (const auto* found = workloads::find_workload(name)) return *found;
  std::vector<std::string> names;
  for (const auto& one : workloads::workloads()) names.emplace_back(one.name);
  throw UsageError(fmt::format("no workload '{}'{}; `fiveways list` shows all", name, near_misses(name, names)));
}

const workloads::Workload& workload_of_shape(std::string_view name, std::string_view shape) {
  const auto& workload = workload_named(name);
  if (workload.shape != shape)
    throw UsageError(fmt::format("workload '{}' has shape {}, this command needs one of shape {}", name, workload.shape, shape));
  return workload;
}

const workloads::Workload& workload_of_computation(std::string_view name) {
  const auto& workload = workload_named(name);
  if (workloads::shape_named(workload.shape).service)
    throw UsageError(fmt::format("workload '{}' has shape {}, this command needs a computation", name, workload.shape));
  return workload;
}

const workloads::Workload& service_workload(std::string_view name) {
  const auto& workload = workload_named(name);
  if (!workloads::shape_named(workload.shape).service)
    throw UsageError(fmt::format("workload '{}' has shape {}, this command needs a service", name, workload.shape));
  return workload;
}

const workloads::Implementation& implementation_of(std::string_view shape, std::string_view id) {
  if (const auto* found = workloads::find_implementation(shape, id)) return *found;
  std::vector<std::string> names;
  for (const auto& one : workloads::implementations())
    if (one.shape == shape) names.push_back(one.id());
  throw UsageError(fmt::format("no implementation '{}' of shape {}{}; `fiveways list` shows all", id, shape, near_misses(id, names)));
}

const workloads::Implementation& available(const workloads::Implementation& implementation) {
  if (const std::string reason = implementation.unavailable(); !reason.empty())
    throw CannotMeasure(fmt::format("{} is not available here: {}", implementation.id(), reason));
  return implementation;
}

workloads::Parameters parse_parameters(const workloads::Workload& workload, const std::vector<std::string>& pairs) {
  workloads::Parameters given;
  for (const std::string& pair : pairs) {
    const auto equals = pair.find('=');
    std::int64_t value = 0;
    const char* end = pair.data() + pair.size();
    const char* begin = equals == std::string::npos ? end : pair.data() + equals + 1;
    if (const auto [read, error] = std::from_chars(begin, end, value); error != std::errc() || read != end)
      throw UsageError(fmt::format("--param '{}' is not NAME=VALUE with a whole number", pair));
    given[pair.substr(0, equals)] = value;
  }
  try {
    return workloads::complete(workload.parameters, given);
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("--param: {}: {}", workload.name, error.what()));
  }
}

}  // namespace harness
