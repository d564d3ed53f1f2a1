// What `run` was asked for.
#include "harness/plan/wishes.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "harness/commands/lookup.h"
#include "harness/errors.h"

namespace harness {
namespace {

// Throws if the filter's flag holds a word that nothing registered has.
void check_filter(std::string_view flag, const std::vector<std::string>& words, const std::set<std::string>& known) {
  const std::vector<std::string> all(known.begin(), known.end());
  for (const std::string& word : words)
    if (!known.contains(word))
      throw UsageError(fmt::format("--{} {} matches nothing{}; {}", flag, word, near_misses(word, all),
                                   known.size() <= 5 ? fmt::format("there are {}", fmt::join(all, ", ")) : "`fiveways list` shows all"));
}

}  // namespace

void check_filters(const Wishes& wishes) {
  std::set<std::string> workload_names, models, backends, ids;
  for (const auto& one : workloads::workloads()) workload_names.emplace(one.name);
  for (const auto& one : workloads::implementations()) {
    models.emplace(one.model);
    backends.emplace(one.backend);
    ids.insert(one.id());
  }
  check_filter("workload", wishes.workloads, workload_names);
  check_filter("model", wishes.models, models);
  check_filter("backend", wishes.backends, backends);
  check_filter("impl", wishes.ids, ids);
  check_filter("transport", wishes.transports, {"tcp", "unix"});
}

void check_parameters(const Wishes& wishes, const Plan& plan) {
  for (const std::string& pair : wishes.parameters) {
    const std::string name = pair.substr(0, pair.find('='));
    if (std::ranges::none_of(plan.cases, [&](const Case& one) { return one.parameters.contains(name); }))
      throw UsageError(fmt::format("--param {}: no workload of this plan has a parameter '{}'", pair, name));
  }
}

bool passes(const Wishes& wishes, const workloads::Implementation& one) {
  const auto in = [](const std::vector<std::string>& words, std::string_view word) {
    return words.empty() || std::ranges::find(words, word) != words.end();
  };
  return in(wishes.models, one.model) && in(wishes.backends, one.backend) && in(wishes.ids, one.id());
}

bool narrowed(const Wishes& wishes) {
  return !(wishes.workloads.empty() && wishes.models.empty() && wishes.backends.empty() && wishes.ids.empty() && wishes.load.empty() &&
           wishes.connections.empty() && wishes.rates.empty() && wishes.workers.empty() && wishes.transports.empty() &&
           wishes.parameters.empty());
}

}  // namespace harness
