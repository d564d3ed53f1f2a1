#pragma once
// `nqueens` (fork_join): every way to place n queens that do not attack each other. Tells apart irregular trees with real work.
// Null hypothesis: cells that fork cheaply tie with the serial program at one worker; a node tests n boards.

#include <array>
#include <bit>

#include "workloads/mix.h"
#include "workloads/shapes/fork_join.h"

namespace workloads {

/// A node is a board of placed queens, one a row, none attacked; its children place one more. As in Cilk's nqueens, boards are
/// arrays of columns and every candidate has all its pairs tested, so that a node costs what it costs in published figures.
class Nqueens {
 public:
  static constexpr std::string_view name = "nqueens";
  static constexpr std::string_view shape = "fork_join";
  static constexpr std::string_view summary = "all ways to place n queens, boards tested as arrays";
  static constexpr std::string_view null_hypothesis = "cheap forks tie with the serial program at one worker: a node tests n boards";
  static constexpr std::array parameters{ParameterSpec{
      .name = "n", .unit = "1", .help = "queens; the literature uses 12 to 14", .standard = 12, .quick = 8, .minimum = 1, .maximum = 15}};

  static constexpr int max_children = 15;

  struct Node {
    std::int8_t rows;                              // with a queen
    std::uint16_t safe;                            // bit c: a queen may be placed in column c of the next row
    std::array<std::int8_t, max_children> column;  // of the queen in each row
  };
  struct Result {
    std::uint64_t solutions;
    std::uint64_t order;  // a polynomial of the leaves below, in their order
  };

  explicit Nqueens(const Parameters& given) : n_(static_cast<int>(complete(parameters, given).at("n"))) { reference_ = count(0, 0, 0, 0); }

  void begin(std::uint64_t nonce) { nonce_ = nonce; }
  Node root() const { return {.rows = 0, .safe = every_column(), .column = {}}; }
  int children(const Node& node) const { return std::popcount(node.safe); }

  /// Not inlined, so that all cells run the same machine code of it: within a coroutine it took 14 % longer.
  [[gnu::noinline]] Node child(const Node& node, int index) const {
    Node child = node;
    unsigned safe = node.safe;
    for (; index > 0; --index) safe &= safe - 1;
    child.column[static_cast<std::size_t>(child.rows++)] = static_cast<std::int8_t>(std::countr_zero(safe));
    child.safe = 0;
    for (int column = 0; child.rows < n_ && column < n_; ++column) {
      child.column[static_cast<std::size_t>(child.rows)] = static_cast<std::int8_t>(column);
      if (is_safe(child.column, child.rows + 1)) child.safe = static_cast<std::uint16_t>(child.safe | 1U << column);
    }
    return child;
  }

  /// All queens placed, or a dead end.
  Result leaf(const Node& node) const {
    return {.solutions = node.rows == n_ ? 1U : 0U, .order = nonce_ + static_cast<std::uint64_t>(node.rows)};
  }
  Result combine(const Node&, std::span<const Result> of) const {
    Result result{.solutions = 0, .order = 1};
    for (const Result& child : of) result = {.solutions = result.solutions + child.solutions, .order = 31 * result.order + child.order};
    return result;
  }
  std::uint64_t digest(Result result) const { return result.order + mix(result.solutions); }

  /// The order is linear in the nonce, so one search at construction, with bit masks in place of boards, serves every run.
  std::uint64_t expected() const { return reference_.ones * nonce_ + reference_.numbers + mix(reference_.solutions); }
  std::uint64_t units() const { return reference_.nodes; }
  std::uint64_t leaves() const { return reference_.leaves; }
  std::uint64_t solutions() const { return reference_.solutions; }

 private:
  struct Reference {
    std::uint64_t nodes = 1;
    std::uint64_t leaves = 0;
    std::uint64_t solutions = 0;
    std::uint64_t ones = 0;     // what the nonce is multiplied by in the order
    std::uint64_t numbers = 1;  // the order for nonce 0
  };

  std::uint16_t every_column() const { return static_cast<std::uint16_t>((1U << n_) - 1); }

  static bool is_safe(const std::array<std::int8_t, max_children>& column, int rows) {
    for (int upper = 0; upper < rows; ++upper)
      for (int lower = upper + 1; lower < rows; ++lower) {
        const int apart = column[static_cast<std::size_t>(lower)] - column[static_cast<std::size_t>(upper)];
        if (apart == 0 || apart == lower - upper || apart == upper - lower) return false;
      }
    return true;
  }

  Reference count(int rows, unsigned columns, unsigned left, unsigned right) const {
    unsigned safe = every_column() & ~(columns | left | right);
    if (safe == 0 || rows == n_)
      return {.nodes = 1, .leaves = 1, .solutions = rows == n_ ? 1U : 0U, .ones = 1, .numbers = static_cast<std::uint64_t>(rows)};
    Reference sum;
    for (; safe != 0; safe &= safe - 1) {
      const unsigned queen = safe & -safe;
      const Reference child = count(rows + 1, columns | queen, (left | queen) << 1, (right | queen) >> 1);
      sum = {.nodes = sum.nodes + child.nodes,
             .leaves = sum.leaves + child.leaves,
             .solutions = sum.solutions + child.solutions,
             .ones = 31 * sum.ones + child.ones,
             .numbers = 31 * sum.numbers + child.numbers};
    }
    return sum;
  }

  int n_;
  Reference reference_;
  std::uint64_t nonce_ = 0;
};

static_assert(ForkJoinWorkload<Nqueens>);

}  // namespace workloads
