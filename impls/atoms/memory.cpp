// Atoms: allocating and freeing.
#include <cstdlib>
#include <new>

#include "impls/atoms/opaque.h"
#include "workloads/atoms.h"

namespace impls::atoms {
namespace {

using workloads::make_atom;

class Malloc final : public workloads::AtomRun {
 public:
  explicit Malloc(const workloads::AtomPlace& place) : bytes_(static_cast<std::size_t>(place.size)) {}

  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i) {
      void* const memory = std::malloc(bytes_);
      consume(memory);
      done += memory != nullptr;
      std::free(memory);
    }
    return done;
  }

 private:
  std::size_t bytes_;
};

struct New final : workloads::AtomRun {
  std::int64_t run(std::int64_t operations) override {
    for (std::int64_t i = 0; i < operations; ++i) {
      void* const memory = ::operator new(64);
      consume(memory);
      ::operator delete(memory);
    }
    return operations;
  }
};

[[maybe_unused]] const bool registered = workloads::add_atoms(
    "memory",
    {{.name = "malloc", .operation = "malloc and free of so many bytes, untouched", .make = make_atom<Malloc>, .sizes = {64, 4096, 65536}},
     {.name = "new", .operation = "operator new and delete of 64 bytes", .make = make_atom<New>}});

}  // namespace
}  // namespace impls::atoms
