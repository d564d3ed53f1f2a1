#pragma once
// What the compiler must not see through: defined in a translation unit of its own, so that nothing is inlined or left out.

#include <cstdint>
#include <functional>
#include <memory>

namespace impls::atoms {

/// count + 1.
std::int64_t next(std::int64_t count);

struct Counter {
  virtual ~Counter() = default;
  virtual std::int64_t next(std::int64_t count) = 0;
};
std::unique_ptr<Counter> make_counter();

using Function = std::function<std::int64_t(std::int64_t)>;
Function make_function();

/// Calls it once and destroys it.
std::int64_t call_and_drop(Function function, std::int64_t count);

/// Tells the compiler that the memory is read and written here. Costs nothing.
inline void consume(void* memory) { asm volatile("" : : "g"(memory) : "memory"); }

}  // namespace impls::atoms
