#pragma once
// Measures atoms: registers them with Google Benchmark, checks that each did what it was told, counts its allocations apart.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "workloads/atoms.h"

namespace harness {

/// An atom at one size and in one placement: what one line of a table is.
struct PlacedAtom {
  const workloads::Atom* atom = nullptr;
  workloads::AtomPlace place;
  std::string name;  ///< "wake_ups/futex/two_cpus", "promises/all/10"
};

/// Of the CPUs that may be used, the atom's own, then its partner's, from another core where possible; one if there is one.
std::vector<int> cpus_of_atoms(const std::vector<int>& allowed);

/// Everything that these CPUs allow: the first is for every atom, the second for partners that need another one.
std::vector<PlacedAtom> placed_atoms(const std::vector<int>& cpus);

/// Those that need a second CPU where there is none.
std::vector<std::string> atoms_left_out(const std::vector<int>& cpus);

/// name → {"allocations", "bytes"} of one operation, counted in a process of its own; or why there are none.
struct AllocationCounts {
  nlohmann::json of = nlohmann::json::object();
  std::string absent;  ///< empty, or why nothing was counted
};
AllocationCounts count_allocations(const std::vector<PlacedAtom>& atoms);

/// The body of that process: counts and writes one JSON object into the descriptor. Throws CannotMeasure if the counter is not loaded.
void write_allocations(const std::vector<PlacedAtom>& atoms, int descriptor);

/// Registers each as a benchmark: real time, one iteration is one operation, its phrase as the label. One that did not do what it
/// was told is an error of the benchmark. The thread that runs them must be pinned.
void register_atoms(const std::vector<PlacedAtom>& atoms);

}  // namespace harness
