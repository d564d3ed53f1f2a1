#pragma once
// Lists of CPUs, which of them this process may use, and how server and generator share them out.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/machine/files.h"

namespace harness {

/// Parses the kernel's notation ("0,2-3"); ascending, each once. Nothing if it is not such a list.
std::optional<std::vector<int>> parse_cpu_list(std::string_view text);

/// {0, 2, 3} as "0,2-3".
std::string to_cpu_list(const std::vector<int>& cpus);

/// The CPUs that this process may run on (sched_getaffinity), ascending.
std::vector<int> allowed_cpus();

/// Pins the calling thread, and the threads it starts later. Throws std::system_error.
void pin_this_thread(const std::vector<int>& cpus);

struct CpuTopology {
  std::vector<int> allowed;
  std::vector<std::vector<int>> cores;  ///< the allowed CPUs by physical core: those of one entry are SMT siblings

  bool same_core(int one, int other) const;
};
CpuTopology topology_of(const Files& files, const std::vector<int>& allowed);

/// Which CPUs a server runs on, and which the load generator.
struct CpuPlan {
  std::vector<int> server;
  std::vector<int> generator;
  bool disjoint = true;      ///< false only where there is a single CPU
  bool shares_core = false;  ///< a server CPU and a generator CPU are SMT siblings of one core
};

/// One server CPU and one generator CPU, from different cores where possible, and not CPU 0 where there is a choice (interrupts go there).
/// `server_cpus` is the value of --server-cpus: empty, a number of CPUs ("2"), or a list of them ("1,3", "1-1" for CPU 1 alone).
/// Throws UsageError that names the flag if it is no such value, asks for a CPU that is not ours, or leaves none for the generator.
CpuPlan plan_cpus(const CpuTopology& topology, std::string_view server_cpus = {});

}  // namespace harness
