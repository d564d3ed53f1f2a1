#pragma once
// A workload that counts the threads within its leaves. To test that `workers` is how many visit nodes at the same time.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "workloads/shapes/fork_join.h"

namespace faulty {

/// As many leaves as the nonce says, below one root; a leaf waits until `wanted` have been in leaves at once, then all may leave.
class Gathering {
 public:
  static constexpr std::string_view name = "gathering";
  static constexpr std::string_view shape = "fork_join";
  using Node = int;
  using Result = std::uint64_t;
  static constexpr int max_children = 16;

  static inline std::mutex mutex;
  static inline std::condition_variable changed;
  static inline int wanted = 1;  // set between runs
  static inline int inside = 0;
  static inline int most_inside = 0;

  explicit Gathering(const workloads::Parameters&) {}
  void begin(std::uint64_t) {}
  Node root() const { return 0; }
  int children(Node node) const { return node == 0 ? max_children : 0; }
  Node child(Node, int index) const { return index + 1; }
  Result leaf(Node) const {
    std::unique_lock lock(mutex);
    most_inside = std::max(most_inside, ++inside);
    changed.notify_all();
    changed.wait_for(lock, std::chrono::seconds(20), [] { return most_inside >= wanted; });
    --inside;
    return 1;
  }
  Result combine(Node, std::span<const Result> results) const { return results.size(); }
  std::uint64_t digest(Result result) const { return result; }
  std::uint64_t expected() const { return max_children; }
  std::uint64_t units() const { return max_children + 1; }
  std::uint64_t leaves() const { return max_children; }
};

}  // namespace faulty
