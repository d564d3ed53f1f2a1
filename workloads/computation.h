#pragma once
// What every shape of computation ends in: an implementation's cell filled with a workload at one size, ready to run.

#include <cstdint>
#include <memory>

#include "workloads/parameters.h"

namespace workloads {

/// One at a time in a process, driven by one thread. Keeps its threads between runs and joins them when it ends.
struct Computation {
  virtual ~Computation() = default;
  /// Does the whole work once and returns the digest. Blocks until done. Throws what the workload threw.
  virtual std::uint64_t run(std::uint64_t nonce) = 0;
  /// The digest that `run` must return, found serially.
  virtual std::uint64_t expected(std::uint64_t nonce) = 0;
  /// What one run consists of, in the shape's unit: nodes, items, tasks.
  virtual std::uint64_t units() const = 0;
};

using MakeComputation = std::unique_ptr<Computation> (*)(const Parameters& parameters, int workers);

}  // namespace workloads
