#pragma once
// The shape `pipeline`: stages joined by bounded channels; producers send items, consumers take them.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include "workloads/computation.h"

namespace workloads {

/// Two stages and the channel between them. Every producer makes its items one after the other; every item goes through one channel
/// that never holds more than `capacity` and hands out what each producer sent in the order in which it was sent; any consumer may get
/// it. A consumer notices what arrives out of its producer's order, and the digest depends on the nonce and on every item: lost,
/// repeated, changed, reordered or cached items change the answer. Nothing here throws.
template <class W>
concept PipelineWorkload = std::is_trivially_copyable_v<typename W::Item> && std::is_default_constructible_v<typename W::Item> &&
    requires(W& workload, const W& constant, typename W::Producer producer, typename W::Consumer consumer, typename W::Item item) {
  {workload.begin(std::uint64_t{})};  // starts a run with this nonce; no other call at that time
  { constant.producers() } -> std::same_as<int>;
  { constant.consumers() } -> std::same_as<int>;
  { constant.capacity() } -> std::same_as<std::size_t>;
  { constant.producer(0) }
  noexcept->std::same_as<typename W::Producer>;  // of this run; used by one thread at a time
  { constant.consumer() }
  noexcept->std::same_as<typename W::Consumer>;
  { producer.next() }
  noexcept->std::same_as<std::optional<typename W::Item>>;  // nothing once it has made all
  { consumer.take(item) }
  noexcept;
  { workload.finished(consumer) }
  noexcept;  // once a consumer, on any thread, when nothing will arrive any more
  { constant.digest() } -> std::same_as<std::uint64_t>;
  { constant.expected() } -> std::same_as<std::uint64_t>;  // the digest of this run, found without a channel
  { constant.units() } -> std::same_as<std::uint64_t>;     // items
};

/// A Cell<W> is constructed with the workload and the number of workers (threads
/// that its executor may use; a model whose threads are the producers and consumers has one for each, whatever the number), keeps
/// its threads between runs, and has `void run()`, which returns when every consumer has finished.
struct PipelineShape {
  static constexpr std::string_view name = "pipeline";
  template <class Cell, PipelineWorkload W>
  using Filled = FilledCell<Cell, W>;
};

}  // namespace workloads
