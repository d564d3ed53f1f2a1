// What the compiler must not see through.
#include "impls/atoms/opaque.h"

namespace impls::atoms {
namespace {

struct Adding final : Counter {
  std::int64_t next(std::int64_t count) override { return count + 1; }
};

}  // namespace

std::int64_t next(std::int64_t count) { return count + 1; }
std::unique_ptr<Counter> make_counter() { return std::make_unique<Adding>(); }
Function make_function() {
  return [](std::int64_t count) { return count + 1; };
}
std::int64_t call_and_drop(Function function, std::int64_t count) { return function(count); }

}  // namespace impls::atoms
