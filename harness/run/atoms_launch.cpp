// Measures atoms at the end of a run.
#include "harness/run/atoms_launch.h"

#include <fmt/core.h>
#include <poll.h>

#include <filesystem>
#include <fstream>

#include "harness/exit_status.h"
#include "harness/interrupt.h"
#include "harness/process.h"
#include "harness/run/watched.h"

namespace harness {

std::string measure_atoms(const Plan& plan, const Results& results, const std::string& program) {
  const auto path = results.folder() / "atoms.json";
  if (plan.atoms.repetitions == 0 || std::filesystem::exists(path)) return "";
  const auto unfinished = results.folder() / "atoms.json.part";
  Process child =
      Process::start({.program = program,
                      .arguments = {"fiveways", "atoms", "--quiet", "--benchmark_out=" + unfinished.string(),
                                    fmt::format("--benchmark_repetitions={}", plan.atoms.repetitions),
                                    fmt::format("--benchmark_min_time={}", std::chrono::duration<double>(plan.atoms.min_time).count())},
                      .cpus = watched_cpus(plan),
                      .killed_with_starter = true});
  pollfd ended{.fd = child.pidfd(), .events = POLLIN, .revents = 0};
  while (child.running() && !interrupted()) poll(&ended, 1, 200);
  const Ending ending = child.wait(std::chrono::seconds(0));
  std::ifstream file(unfinished);
  const bool complete = nlohmann::json::accept(file);
  if (complete) std::filesystem::rename(unfinished, path);
  if (complete && ending.exit_status == exit_fine) return "";
  return interrupted() ? "atoms were not measured: interrupted"
                       : fmt::format("atoms: the process that measures them {}", ending.sentence());
}

}  // namespace harness
