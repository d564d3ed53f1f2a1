// The atoms that registered themselves before main.
#include "workloads/atoms.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <tuple>

namespace workloads {
namespace {

std::vector<Atom>& registered() {
  static std::vector<Atom> all;
  return all;
}

// From what costs a nanosecond to what costs tens of microseconds.
auto key(const Atom& one) {
  constexpr std::array<std::string_view, 11> order{"calls",     "memory",   "locks",  "coroutines", "stackful", "promises",
                                                   "executors", "channels", "kernel", "wake_ups",   "threads"};
  return std::tuple(std::ranges::find(order, one.group) - order.begin(), one.group, one.name);
}

}  // namespace

bool add_atoms(std::string_view group, std::vector<Atom> atoms) {
  auto& all = registered();
  for (Atom& one : atoms) {
    one.group = group;
    const auto place = std::ranges::lower_bound(all, key(one), {}, key);
    if (place != all.end() && key(*place) == key(one)) {
      std::fprintf(stderr, "fiveways: the atom %s is registered twice: see impls/atoms\n", one.id().c_str());
      std::abort();
    }
    all.insert(place, std::move(one));
  }
  return true;
}

const std::vector<Atom>& atoms() { return registered(); }

}  // namespace workloads
