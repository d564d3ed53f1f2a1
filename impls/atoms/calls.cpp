// Atoms: ways to call a function. The first one is the unit of all others.
#include <array>

#include "impls/atoms/opaque.h"
#include "workloads/atoms.h"

namespace impls::atoms {
namespace {

using workloads::AtomRun;
using workloads::make_atom;

struct Call final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i) done = next(done);
    return done;
  }
};

struct VirtualCall final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i) done = counter->next(done);
    return done;
  }
  std::unique_ptr<Counter> counter = make_counter();
};

struct StdFunction final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i) done = function(done);
    return done;
  }
  Function function = make_function();
};

struct HeapClosure final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i)  // three words are too large for std::function's own buffer
      done = call_and_drop([words = std::array{i, operations, std::int64_t{1}}](std::int64_t count) { return count + words[2]; }, done);
    return done;
  }
};

[[maybe_unused]] const bool registered = workloads::add_atoms(
    "calls",
    {{.name = "function", .operation = "an opaque call that adds one; nothing is inlined", .make = make_atom<Call>},
     {.name = "virtual", .operation = "a virtual call that adds one", .make = make_atom<VirtualCall>},
     {.name = "std_function", .operation = "a call of a std::function that is there already", .make = make_atom<StdFunction>},
     {.name = "heap_closure", .operation = "a std::function of three words made, called and freed", .make = make_atom<HeapClosure>}});

}  // namespace
}  // namespace impls::atoms
