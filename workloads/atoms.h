#pragma once
// Atoms: the smallest things that concurrency is made of (a call, a switch, a wake-up), each measured by itself.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace workloads {

/// One atom made ready: what it needs (threads, pipes, frames) lives from construction to destruction, outside the clock.
struct AtomRun {
  virtual ~AtomRun() = default;
  /// Does so many operations, blocks until they are done, and returns how many it saw done. Called on one thread, any number of times.
  virtual std::int64_t run(std::int64_t operations) = 0;
};

/// What an atom is made for. The thread that makes and runs it is pinned to one CPU, and so are the threads it starts.
struct AtomPlace {
  int size = 0;          ///< one of the atom's sizes
  int partner_cpu = -1;  ///< where its second thread belongs; -1 if it has none
};

/// Where an atom's second thread may be: there is none; on the first one's CPU; there and on another one, two measurements; on another one
/// only.
enum class Partner { none, one_cpu, either_cpu, other_cpu };

struct Atom {
  std::string_view name;
  std::string_view operation;  ///< what one operation is: a phrase, shown to readers
  std::unique_ptr<AtomRun> (*make)(const AtomPlace& place);
  Partner partner = Partner::none;
  std::vector<int> sizes = {};  ///< measured at each; empty: it has no size
  std::string_view group = {};  ///< from add_atoms

  /// "calls/function", as Google Benchmark's names begin.
  std::string id() const { return std::string(group) + "/" + std::string(name); }
};

/// Every multiple is of this one: an opaque call, not inlined.
inline constexpr std::string_view unit_atom = "calls/function";

/// Called before main, once a file of impls/atoms. Aborts, naming it, if an atom is there already.
bool add_atoms(std::string_view group, std::vector<Atom> atoms);

/// Every atom, in the order of the groups (from calls to threads), by name within one.
const std::vector<Atom>& atoms();

/// What fills `Atom::make`: Run is constructed with the place if it can be, otherwise with nothing.
template <class Run>
std::unique_ptr<AtomRun> make_atom([[maybe_unused]] const AtomPlace& place) {
  if constexpr (std::is_constructible_v<Run, const AtomPlace&>)
    return std::make_unique<Run>(place);
  else
    return std::make_unique<Run>();
}

}  // namespace workloads
