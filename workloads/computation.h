#pragma once
// What every shape of computation ends in: an implementation's cell filled with a workload at one size, ready to run. Clients (their
// servers are elsewhere), timers, files and signals are computations too: one run is so many requests, sleeps, reads or signals.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>

#include "workloads/parameters.h"
#include "workloads/surroundings.h"

namespace workloads {

/// How nodes came to be visited, over all runs since the computation was made. What cannot be known is absent, never zero.
struct ForkCounts {
  std::optional<std::uint64_t> forked;      ///< handed to the scheduler
  std::optional<std::uint64_t> run_inline;  ///< visited by their parent's own thread without being handed over
  std::optional<std::uint64_t> stolen;      ///< taken by another worker than the one that forked them
};

/// One at a time in a process, driven by one thread. Keeps its threads between runs and joins them when it ends.
struct Computation {
  virtual ~Computation() = default;
  /// Does the whole work once and returns the digest. Blocks until done. Throws what the workload threw.
  virtual std::uint64_t run(std::uint64_t nonce) = 0;
  /// The digest that `run` must return, found serially.
  virtual std::uint64_t expected(std::uint64_t nonce) = 0;
  /// What one run consists of, in the shape's unit: nodes, items, tasks.
  virtual std::uint64_t units() const = 0;
  /// Between runs only. All absent unless the shape has forks.
  virtual ForkCounts fork_counts() const { return {}; }
  /// What each unit of the last run waited, in ns, where the shape is about waiting: how late a sleep woke, how long a request took.
  /// Between runs only; empty otherwise. Kept by the harness as a histogram, outside the time measured.
  virtual std::span<const std::int64_t> delays_ns() const { return {}; }
};

/// A cell filled with its workload, where nothing else is to be said. The cell is constructed with the workload and the number of
/// workers; its `run()` returns the digest, or nothing if the workload has it. A workload with `delays_ns()` is asked for them.
template <class Cell, class W>
class FilledCell final : public Computation {
 public:
  FilledCell(const Parameters& parameters, int workers, const Surroundings& surroundings)
      : workload_(make_workload<W>(parameters, surroundings)), cell_(workload_, workers) {}
  std::uint64_t run(std::uint64_t nonce) override {
    workload_.begin(nonce);
    if constexpr (std::is_void_v<decltype(cell_.run())>) {
      cell_.run();
      return workload_.digest();
    } else {
      return cell_.run();
    }
  }
  std::uint64_t expected(std::uint64_t nonce) override {
    workload_.begin(nonce);
    return workload_.expected();
  }
  std::uint64_t units() const override { return workload_.units(); }
  std::span<const std::int64_t> delays_ns() const override {
    if constexpr (requires { workload_.delays_ns(); })
      return workload_.delays_ns();
    else
      return {};
  }

 private:
  W workload_;
  Cell cell_;
};

using MakeComputation = std::unique_ptr<Computation> (*)(const Parameters& parameters, int workers, const Surroundings& surroundings);

}  // namespace workloads
