#pragma once
// A workload whose members throw when the nonce says so. To test that errors reach the caller of run() and leave a cell usable.

#include <stdexcept>

#include "workloads/shapes/fork_join.h"

namespace faulty {

/// What throws is the nonce. Three children a node, five levels; the answer is nonce + the number of leaves.
enum Thrower : std::uint64_t {
  nothing,
  first_leaf,
  last_leaf,
  every_leaf,
  root_combine,
  every_combine,
  deep_children,
  every_child,
  root_children,
  throwers
};

class Throwing {
 public:
  static constexpr std::string_view name = "throwing";
  static constexpr std::string_view shape = "fork_join";
  struct Node {
    int level;
    int number;  // within its level
  };
  using Result = std::uint64_t;
  static constexpr int max_children = 3;
  static constexpr int levels = 5;
  static constexpr int last_number = 242;

  explicit Throwing(const workloads::Parameters&) {}
  void begin(std::uint64_t nonce) { nonce_ = nonce; }
  Node root() const { return {.level = 0, .number = 0}; }
  int children(Node node) const {
    throw_if((nonce_ == deep_children && node.level == 3 && node.number == 13) || (nonce_ == root_children && node.level == 0));
    return node.level == levels ? 0 : max_children;
  }
  Node child(Node node, int index) const {
    throw_if(nonce_ == every_child && node.level > 0);
    return {.level = node.level + 1, .number = max_children * node.number + index};
  }
  Result leaf(Node node) const {
    throw_if(nonce_ == every_leaf || (nonce_ == first_leaf && node.number == 0) || (nonce_ == last_leaf && node.number == last_number));
    return 1;
  }
  Result combine(Node node, std::span<const Result> results) const {
    throw_if(nonce_ == every_combine || (nonce_ == root_combine && node.level == 0));
    return results[0] + results[1] + results[2];
  }
  std::uint64_t digest(Result result) const { return nonce_ + result; }
  std::uint64_t expected() const { return nonce_ + leaves(); }
  std::uint64_t units() const { return 364; }
  std::uint64_t leaves() const { return 243; }

 private:
  static void throw_if(bool condition) {
    if (condition) throw std::runtime_error("thrown by the workload");
  }

  std::uint64_t nonce_ = nothing;
};

}  // namespace faulty
