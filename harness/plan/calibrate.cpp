// What a workload's parameters call a microsecond of computing on this machine.
#include "harness/plan/calibrate.h"

#include <benchmark/benchmark.h>

#include <algorithm>

#include "harness/load/clock.h"
#include "workloads/io/blend.h"

namespace harness {
namespace {

std::int64_t measure() {
  constexpr int tries = 30;
  constexpr std::uint64_t rounds = 100'000;
  std::uint64_t best_ns = UINT64_MAX;
  std::uint64_t value = 1;
  for (int i = 0; i < tries; ++i) {
    const std::uint64_t start = now_ns();
    value = workloads::blend::after_rounds(value, rounds);
    benchmark::DoNotOptimize(value);
    best_ns = std::min(best_ns, now_ns() - start);
  }
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(rounds * 1000 / std::max<std::uint64_t>(1, best_ns)));
}

}  // namespace

std::int64_t rounds_per_us() {
  static const std::int64_t measured = measure();
  return measured;
}

}  // namespace harness
