// Registers atoms with Google Benchmark.
#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include "harness/atoms/atoms.h"
#include "harness/machine/cpus.h"

namespace harness {
namespace {

void measure(benchmark::State& state, const PlacedAtom& placed) {
  try {
    const auto run = placed.atom->make(placed.place);
    std::int64_t done = 0;
    while (state.KeepRunningBatch(state.max_iterations)) done += run->run(state.max_iterations);
    if (done != state.iterations()) state.SkipWithError(fmt::format("did {} of {} operations", done, state.iterations()).c_str());
  } catch (const std::exception& error) {
    state.SkipWithError(fmt::format("threw: {}", error.what()).c_str());
  }
  state.SetLabel(std::string(placed.atom->operation));
}

void add_sizes(std::vector<PlacedAtom>& all, const workloads::Atom& atom, int partner_cpu, const std::string& placement) {
  const auto add = [&](int size, const std::string& suffix) {
    all.push_back({.atom = &atom, .place = {.size = size, .partner_cpu = partner_cpu}, .name = atom.id() + suffix + placement});
  };
  if (atom.sizes.empty()) add(0, "");
  for (const int size : atom.sizes) add(size, fmt::format("/{}", size));
}

}  // namespace

std::vector<int> cpus_of_atoms(const std::vector<int>& allowed) {
  const CpuPlan plan = plan_cpus(topology_of({}, allowed));
  std::vector<int> cpus{plan.server.front()};
  if (plan.disjoint) cpus.push_back(plan.generator.front());
  return cpus;
}

std::vector<PlacedAtom> placed_atoms(const std::vector<int>& cpus) {
  using workloads::Partner;
  std::vector<PlacedAtom> all;
  for (const workloads::Atom& atom : workloads::atoms()) {
    if (atom.partner == Partner::none) add_sizes(all, atom, -1, "");
    if (atom.partner == Partner::one_cpu || atom.partner == Partner::either_cpu) add_sizes(all, atom, cpus.at(0), "/one_cpu");
    if ((atom.partner == Partner::other_cpu || atom.partner == Partner::either_cpu) && cpus.size() > 1)
      add_sizes(all, atom, cpus[1], "/two_cpus");
  }
  return all;
}

std::vector<std::string> atoms_left_out(const std::vector<int>& cpus) {
  std::vector<std::string> names;
  for (const workloads::Atom& atom : workloads::atoms())
    if (cpus.size() < 2 && (atom.partner == workloads::Partner::other_cpu || atom.partner == workloads::Partner::either_cpu))
      names.push_back(atom.id() + "/two_cpus");
  return names;
}

void register_atoms(const std::vector<PlacedAtom>& atoms) {
  for (const PlacedAtom& placed : atoms)
    benchmark::RegisterBenchmark(placed.name.c_str(), [placed](benchmark::State& state) { measure(state, placed); })->UseRealTime();
}

}  // namespace harness
