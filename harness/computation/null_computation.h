#pragma once
// The harness's own floor: a computation that does nothing, so that its trial shows what one iteration costs to measure.

#include "workloads/mix.h"
#include "workloads/shapes/fork_join.h"

namespace harness {

struct NullComputation final : workloads::Computation {
  std::uint64_t run(std::uint64_t nonce) override { return workloads::mix(nonce); }
  std::uint64_t expected(std::uint64_t nonce) override { return workloads::mix(nonce); }
  std::uint64_t units() const override { return 1; }
};

}  // namespace harness
