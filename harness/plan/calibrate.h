#pragma once
// What a workload's parameters call a microsecond of computing on this machine.

#include <cstdint>

namespace harness {

/// Rounds of blend's kernel in a microsecond of one CPU: the best of 30 tries of some 100 us, measured once a process.
std::int64_t rounds_per_us();

}  // namespace harness
