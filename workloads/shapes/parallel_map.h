#pragma once
// The shape `parallel_map`: independent items, each of which lands in its own place.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "workloads/computation.h"
#include "workloads/mix.h"

namespace workloads {

/// What an implementation sees of a workload: it need not be a template, as one call costs nothing beside one item.
struct MapItems {
  virtual std::size_t count() const = 0;  ///< at least 1
  /// Computes an item and puts its result in its place. Called once an item and run, by any thread, in any order.
  virtual void compute(std::size_t item) noexcept = 0;

 protected:
  ~MapItems() = default;
};

/// Items given by rules. `begin` is called between runs only, `compute` by any thread during one. Every result depends on
/// the nonce of the run and on the item, so what is lost, swapped or cached changes the answer.
template <class W>
concept ParallelMapWorkload = requires(W& workload, const W& constant, std::size_t item) {
  {workload.begin(std::uint64_t{})};  // starts a run with this nonce; the first time it makes what every run reads
  { constant.items() } -> std::same_as<std::size_t>;
  { constant.compute(item) }
  noexcept->std::same_as<std::uint64_t>;
  { workload.expected() } -> std::same_as<std::uint64_t>;  // the digest of this run, found serially
  { constant.units() } -> std::same_as<std::uint64_t>;     // items
};

/// The answer of a run: depends on every result and on its place.
template <std::invocable<std::size_t> ResultOf>
std::uint64_t digest_in_order(std::size_t items, ResultOf result_of) {
  std::uint64_t digest = items;
  for (std::size_t item = 0; item < items; ++item) digest = 31 * digest + mix(result_of(item));
  return digest;
}
inline std::uint64_t digest_in_order(std::span<const std::uint64_t> results) {
  return digest_in_order(results.size(), [results](std::size_t item) { return results[item]; });
}

/// Fills an implementation's cell with a workload. The cell is constructed with MapItems& and the number of workers (threads that
/// may compute, the caller of `run` included if it does), keeps its threads between runs, and has `void run()`, which returns when
/// every item is computed. One task an item: whoever makes fewer says that it is coarsened.
template <class Cell, ParallelMapWorkload W>
class FilledParallelMap final : public Computation, MapItems {
 public:
  FilledParallelMap(const Parameters& parameters, int workers, const Surroundings&)
      : workload_(parameters), results_(workload_.items()), cell_(static_cast<MapItems&>(*this), workers) {
    workload_.begin(0);
  }
  std::uint64_t run(std::uint64_t nonce) override {
    workload_.begin(nonce);
    cell_.run();
    return digest_in_order(results_);
  }
  std::uint64_t expected(std::uint64_t nonce) override {
    workload_.begin(nonce);
    return workload_.expected();
  }
  std::uint64_t units() const override { return workload_.units(); }

 private:
  std::size_t count() const override { return results_.size(); }
  void compute(std::size_t item) noexcept override { results_[item] = workload_.compute(item); }

  W workload_;
  std::vector<std::uint64_t> results_;
  Cell cell_;
};

struct ParallelMapShape {
  static constexpr std::string_view name = "parallel_map";
  template <class Cell, class W>
  using Filled = FilledParallelMap<Cell, W>;
};

}  // namespace workloads
