// `fiveways trial` (hidden): a computation, told by the harness when and how often to run.
#include <fmt/core.h>
#include <stdio.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "harness/commands/command.h"
#include "harness/commands/lookup.h"
#include "harness/computation/measure.h"
#include "harness/computation/null_computation.h"
#include "harness/computation/open.h"
#include "harness/errors.h"
#include "harness/exit_status.h"

namespace harness {
namespace {

using nlohmann::json;

struct TrialFlags {
  std::string id;
  std::string workload = "fib";
  std::vector<std::string> parameters;
  int workers = 1;
  workloads::Surroundings surroundings;
  int commands = -1;
  int results = -1;
};

int threads_of_this_process() {
  std::ifstream status("/proc/self/status");
  std::string word;
  int threads = 0;
  while (status >> word && word != "Threads:") continue;
  status >> threads;
  return threads;
}

void answer(int results, const json& object) {
  const std::string line = object.dump(-1, ' ', false, json::error_handler_t::replace);
  if (dprintf(results, "%s\n", line.c_str()) < 0) throw_errno("write to --result-fd");
}

// Empty if the first answer is right.
std::string verify_once(workloads::Computation& computation) {
  try {
    const std::uint64_t nonce = fresh_nonce();
    const std::uint64_t digest = computation.run(nonce);
    const std::uint64_t expected = computation.expected(nonce);
    return digest == expected ? "" : fmt::format("answered {:016x}, the reference is {:016x}", digest, expected);
  } catch (const std::exception& error) {
    return fmt::format("threw: {}", error.what());
  }
}

json run_slice(workloads::Computation& computation, const std::string& name, const json& command) {
  const std::int64_t iterations = command.value("iterations", std::int64_t{0});
  if (iterations < 1) return {{"error", "the command must be {\"iterations\": N} with N of at least 1"}};
  const Slice slice = measure_slice(computation, name, iterations);
  if (!slice.error.empty()) return {{"wrong", slice.checked.wrong}, {"error", slice.error}};
  json told = {{"iterations", slice.iterations},
               {"real_time_ns", slice.real.count()},
               {"cpu_time_ns", slice.cpu.count()},
               {"wrong", slice.checked.wrong},
               {"minor_faults", slice.checked.events.minor_faults},
               {"voluntary_switches", slice.checked.events.voluntary_switches},
               {"involuntary_switches", slice.checked.events.involuntary_switches}};
  if (const auto& forked = slice.checked.forks.forked) told["forked"] = *forked;
  if (const auto& run_inline = slice.checked.forks.run_inline) told["inline"] = *run_inline;
  if (const auto& stolen = slice.checked.forks.stolen) told["stolen"] = *stolen;
  if (!slice.delays.is_null()) told["delays"] = slice.delays;
  return told;
}

int run_trial(const TrialFlags& flags) {
  const auto& workload = workload_of_computation(flags.workload);
  const auto parameters = parse_parameters(workload, flags.parameters);
  const std::unique_ptr<workloads::Computation> computation =
      flags.id == "null" ? std::make_unique<NullComputation>()
                         : open_computation(available(implementation_of(workload.shape, flags.id)), workload.name, parameters,
                                            flags.workers, flags.surroundings);
  if (!computation) throw UsageError(fmt::format("{} has no cell for workload '{}'", flags.id, workload.name));
  const std::string name = benchmark_name(workload.name, flags.id, flags.workers, parameters);

  const std::unique_ptr<FILE, decltype(&fclose)> commands(fdopen(flags.commands, "r"), &fclose);
  if (!commands) throw UsageError(fmt::format("--command-fd {} is not an open descriptor", flags.commands));
  if (const std::string error = verify_once(*computation); !error.empty()) {
    answer(flags.results, {{"ready", false}, {"error", error}});
    return exit_wrong;
  }
  answer(flags.results, {{"ready", true}, {"units", computation->units()}, {"threads", threads_of_this_process()}});
  char* line = nullptr;
  std::size_t capacity = 0;
  while (getline(&line, &capacity, commands.get()) > 0) {
    const json command = json::parse(line, nullptr, false);
    answer(flags.results, run_slice(*computation, name, command.is_object() ? command : json::object()));
  }
  free(line);
  return exit_fine;
}

}  // namespace

void add_trial(CLI::App& app, int& exit_status) {
  auto* command = app.add_subcommand("trial", "run one computation whenever told (used by the harness itself)")->group("");
  auto flags = std::make_shared<TrialFlags>();
  command->add_option("id", flags->id, "model/backend, or null for the harness's own floor")->required();
  command->add_option("--workload", flags->workload, "a computation")->capture_default_str();
  command->add_option("--param", flags->parameters, "a parameter of the workload, NAME=VALUE; repeatable");
  command->add_option("--workers", flags->workers, "threads that work")->capture_default_str()->check(CLI::Range(1, 1024));
  command->add_option("--upstream", flags->surroundings.address, "where the server or file is that the workload needs");
  command->add_option("--command-fd", flags->commands, "one JSON command a line: {\"iterations\": 12}")->required();
  command->add_option("--result-fd", flags->results, "one JSON answer a line")->required();
  command->footer("Example:\n  echo '{\"iterations\": 12}' | fiveways trial coroutine/pool --param n=25 --command-fd 0 --result-fd 1");
  command->callback([flags, &exit_status] { exit_status = run_trial(*flags); });
}

}  // namespace harness
