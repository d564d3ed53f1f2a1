#pragma once
// The shape `ping_pong`: two parties take turns; each hands a value over to the other and waits until it comes back.

#include <concepts>
#include <cstdint>
#include <string_view>

#include "workloads/computation.h"

namespace workloads {

/// Where the two parties run and how the one that waits does it. Cores are of those that the process may use.
enum class Placement {
  same_core,            // both on one; on one thread where the model has no more
  cross_core_blocking,  // a thread on each of two; who waits sleeps
  cross_core_spinning,  // a thread on each of two; who waits looks until its turn has come
};

/// The placement that every ping_pong workload has as its parameter `placement`.
inline Placement placement_of(const Parameters& parameters) { return static_cast<Placement>(parameters.at("placement")); }

/// Pure: every member may be called by any thread at any time; `begin` only between runs. In round r, counted from 0, first
/// party 0 and then party 1 makes the next value from the last. The two do not commute and each depends on nonce and round: lost,
/// extra, early or cached turns change the answer. Nothing here throws.
template <class W>
concept PingPongWorkload = requires(W& workload, const W& constant) {
  {workload.begin(std::uint64_t{})};  // starts a run with this nonce
  { constant.placement() } -> std::same_as<Placement>;
  { constant.rounds() }
  noexcept->std::same_as<std::uint64_t>;
  { constant.first_value() }
  noexcept->std::same_as<std::uint64_t>;
  { constant.turn(0, std::uint64_t{}, std::uint64_t{}) }
  noexcept->std::same_as<std::uint64_t>;                   // party, round, value
  { constant.expected() } -> std::same_as<std::uint64_t>;  // the last value of this run
  { constant.units() } -> std::same_as<std::uint64_t>;     // hand-overs: two a round
};

/// A Cell<W> is constructed with the workload and the number of workers
/// (threads that its executor may use; a model whose threads are the parties has two, whatever the number), realises the placement,
/// keeps its threads between runs, and has `std::uint64_t run()`, which gives the value after the last turn.
struct PingPongShape {
  static constexpr std::string_view name = "ping_pong";
  template <class Cell, PingPongWorkload W>
  using Filled = FilledCell<Cell, W>;
};

}  // namespace workloads
