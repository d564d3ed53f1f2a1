// `fiveways verify`: the conformance checks of every implementation, and its answers.
#include <fmt/core.h>
#include <fnmatch.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/commands/command.h"
#include "harness/commands/lookup.h"
#include "harness/conformance/check.h"
#include "harness/conformance/computation.h"
#include "harness/errors.h"
#include "harness/exit_status.h"
#include "harness/upstream/upstream.h"

namespace harness {
namespace {

using conformance::Outcome;

struct VerifyFlags {
  std::vector<std::string> ids;
  std::string transport = "both";
  std::string workload;
  std::string check;
  bool json = false;
};

constexpr std::array kinds{"passed", "failed", "not applicable"};  // as Outcome::Kind counts

// Prints results as they come, or keeps them for the end.
class Results {
 public:
  explicit Results(bool json) : json_(json) {}

  void add(const workloads::Implementation& implementation, std::string_view transport, const std::string& what, const Outcome& outcome) {
    ++count_[outcome.kind];
    if (json_) {
      all_.push_back({{"id", implementation.id()},
                      {"shape", implementation.shape},
                      {"transport", transport},
                      {"check", what},
                      {"outcome", kinds[outcome.kind]},
                      {"reason", outcome.reason}});
      return;
    }
    fmt::print("{:<14} {:<24} {:<12} {:<4} {}{}{}\n", kinds[outcome.kind], implementation.id(), implementation.shape, transport, what,
               outcome.reason.empty() ? "" : ": ", outcome.reason);
    std::fflush(stdout);
  }

  /// Prints the summary and returns the exit status.
  int finish() const {
    if (json_)
      fmt::print("{}\n", nlohmann::json{{"passed", count_[Outcome::passed]},
                                        {"failed", count_[Outcome::failed]},
                                        {"not_applicable", count_[Outcome::not_applicable]},
                                        {"results", all_}}
                             .dump(2));
    else
      fmt::print("verify: {} passed, {} failed, {} not applicable\n", count_[Outcome::passed], count_[Outcome::failed],
                 count_[Outcome::not_applicable]);
    return count_[Outcome::failed] == 0 ? exit_fine : exit_wrong;
  }

 private:
  bool json_;
  std::array<int, kinds.size()> count_{};
  nlohmann::json all_ = nlohmann::json::array();
};

std::vector<const workloads::Implementation*> chosen(const std::vector<std::string>& patterns) {
  std::vector<const workloads::Implementation*> found;
  for (const auto& one : workloads::implementations()) {
    const auto matches = [&](const std::string& pattern) { return fnmatch(pattern.c_str(), one.id().c_str(), 0) == 0; };
    if (patterns.empty() || std::ranges::any_of(patterns, matches)) found.push_back(&one);
  }
  std::vector<std::string> ids;
  for (const auto& one : workloads::implementations()) ids.push_back(one.id());
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  for (const std::string& pattern : patterns)
    if (std::ranges::none_of(ids, [&](const std::string& id) { return fnmatch(pattern.c_str(), id.c_str(), 0) == 0; }))
      throw UsageError(fmt::format("no implementation matches '{}'{}; `fiveways list` shows all", pattern, near_misses(pattern, ids)));
  return found;
}

void require_check(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& one : conformance::checks()) names.emplace_back(one.name);
  if (!name.empty() && std::ranges::find(names, name) == names.end())
    throw UsageError(fmt::format("--check: no check '{}'{}", name, near_misses(name, names)));
}

void verify_service(const workloads::Implementation& one, const VerifyFlags& flags, Results& results) {
  for (const auto transport : {Transport::tcp, Transport::unix_socket}) {
    const std::string_view name = transport == Transport::tcp ? "tcp" : "unix";
    if (flags.transport != "both" && flags.transport != name) continue;
    for (const auto& check : conformance::checks()) {
      if ((!flags.check.empty() && flags.check != check.name) || !conformance::is_of_shape(check, one.shape)) continue;
      const auto outcome = conformance::perform(check, {.id = one.id(),
                                                        .max_connections = one.traits.max_connections,
                                                        .transport = transport,
                                                        .shape = std::string(one.shape),
                                                        .workload = flags.workload});
      results.add(one, name, std::string(check.name), outcome);
    }
  }
}

void verify_answers(const workloads::Implementation& one, Upstreams& upstreams, Results& results) {
  for (const auto& tried : conformance::computation_cases(one)) {
    const auto failure =
        conformance::verify_computation(tried, upstreams.around(*workloads::find_workload(tried.entry->workload), tried.parameters));
    results.add(one, "", tried.name(), {failure ? Outcome::failed : Outcome::passed, failure.value_or("")});
  }
}

int verify(const VerifyFlags& flags) {
  require_check(flags.check);
  const std::string_view shape = flags.workload.empty() ? "" : service_workload(flags.workload).shape;
  const auto implementations = chosen(flags.ids);
  Results results(flags.json);
  Upstreams upstreams;
  const auto can_run = [](const auto* one) { return one->unavailable().empty(); };
  if (std::ranges::none_of(implementations, can_run)) available(*implementations.front());
  for (const auto* one : implementations) {
    if (!can_run(one)) {
      results.add(*one, "", "not available here", {Outcome::not_applicable, one->unavailable()});
      continue;
    }
    const bool service = workloads::shape_named(one->shape).service;
    if (service && (shape.empty() || one->shape == shape)) verify_service(*one, flags, results);
    if (!service && flags.check.empty() && flags.workload.empty()) verify_answers(*one, upstreams, results);
  }
  return results.finish();
}

}  // namespace

void add_verify(CLI::App& app, int& exit_status) {
  auto* command = app.add_subcommand("verify", "check that implementations do what their shape demands");
  auto flags = std::make_shared<VerifyFlags>();
  command->add_option("id", flags->ids, "model/backend, or a pattern such as 'callback/*'; all if none is given");
  command->add_option("--transport", flags->transport, "tcp, unix or both")
      ->capture_default_str()
      ->check(CLI::IsMember({"tcp", "unix", "both"}));
  command->add_option("--workload", flags->workload,
                      "only services of its shape, and what they serve; the plainest of each shape if not given");
  command->add_option("--check", flags->check, "only this check of services");
  command->add_flag("--json", flags->json, "print JSON");
  std::string checks = "Checks of services, each on a server of its own, which must then stop with status 0:\n";
  for (const auto& one : conformance::checks()) checks += fmt::format("  {:<30}{}\n", one.name, one.sentence);
  command->footer(checks +
                  "Computations are compared with their reference answers at several sizes and numbers of workers.\n\n"
                  "Examples:\n"
                  "  fiveways verify\n"
                  "  fiveways verify callback/epoll 'coroutine/*' --transport unix\n"
                  "  fiveways verify multithreaded/pool --check stop_unread\n"
                  "  fiveways verify coroutine/asio --workload http\n\n"
                  "Exit status: 0 all passed, 1 one failed, 2 usage, 4 nothing that was asked for is available here.");
  command->callback([flags, &exit_status] { exit_status = verify(*flags); });
}

}  // namespace harness
