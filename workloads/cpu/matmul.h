#pragma once
// `matmul` (fork_join): the product of two square matrices by quadrants, down to blocks. Tells apart little: leaves are large.
// Null hypothesis: all cells that fork on a pool tie within 10 %.

#include <algorithm>
#include <array>
#include <vector>

#include "workloads/mix.h"
#include "workloads/shapes/fork_join.h"

namespace workloads {

/// A node is a square of the product, a leaf a block of 32 × 32, which it computes whole and writes where no other leaf does.
/// Matrices lie in memory block by block, so that no power of two between rows maps them to few lines of a cache.
class Matmul {
 public:
  static constexpr std::string_view name = "matmul";
  static constexpr std::string_view shape = "fork_join";
  static constexpr std::string_view summary = "product of two int32 matrices by quadrants, blocks of 32";
  static constexpr std::string_view null_hypothesis = "all pool-like cells tie within 10 %: a leaf is 32768 multiplications or more";
  static constexpr std::array parameters{ParameterSpec{.name = "log2_n",
                                                       .unit = "1",
                                                       .help = "matrices of 2^log2_n rows; the literature uses 11",
                                                       .standard = 10,
                                                       .quick = 7,
                                                       .minimum = 5,
                                                       .maximum = 13}};

  struct Node {
    int level;        // the square has 32 × 2^level rows
    std::size_t row;  // of its upper left block, in blocks
    std::size_t column;
  };
  using Result = std::uint64_t;
  static constexpr int max_children = 4;

  explicit Matmul(const Parameters& given) : levels_(static_cast<int>(complete(parameters, given).at("log2_n")) - log2_side) {}

  /// The inputs are windows into larger random arrays, placed by the nonce: a run has inputs of its own without filling them.
  void begin(std::uint64_t nonce) {
    if (product_.empty()) prepare();
    left_ = left_base_.data() + window_step * (nonce % windows);
    right_ = right_base_.data() + window_step * (nonce / windows % windows);
  }

  Node root() const { return {.level = levels_, .row = 0, .column = 0}; }
  int children(Node node) const { return node.level == 0 ? 0 : 4; }
  Node child(Node node, int index) const {
    const std::size_t half = std::size_t{1} << (node.level - 1);
    return {.level = node.level - 1, .row = node.row + (index < 2 ? 0 : half), .column = node.column + (index % 2 == 0 ? 0 : half)};
  }

  Result leaf(Node node) const {
    Block sum{};
    for (std::size_t k = 0; k < blocks(); ++k) multiply_add(sum, left_ + offset(node.row, k), right_ + offset(k, node.column));
    std::ranges::copy(sum, product_.data() + offset(node.row, node.column));
    return digest_of(sum);
  }

  /// The element in row i and column j of the square weighs row_weight_[i] × column_weight_[j]. Weights are products over the
  /// bits of their index, so those of the other quadrants are those of the first times one number.
  Result combine(Node node, std::span<const Result> of) const {
    const std::size_t half = std::size_t{side} << (node.level - 1);
    return of[0] + column_weight_[half] * of[1] + row_weight_[half] * (of[2] + column_weight_[half] * of[3]);
  }
  std::uint64_t digest(Result result) const { return result; }

  /// The weighted sum of all elements of the product is (row weights · left) · (right · column weights), found without the
  /// product (Freivalds, 1977). Exact, because no element overflows.
  std::uint64_t expected() const {
    const std::size_t n = row_weight_.size();
    std::uint64_t sum = 0;
    for (std::size_t k = 0; k < n; ++k) {
      std::uint64_t of_left = 0;
      std::uint64_t of_right = 0;
      for (std::size_t i = 0; i < n; ++i) {
        of_left += row_weight_[i] * element(left_, i, k);
        of_right += column_weight_[i] * element(right_, k, i);
      }
      sum += of_left * of_right;
    }
    return sum;
  }
  std::uint64_t leaves() const { return std::uint64_t{1} << (2 * levels_); }
  std::uint64_t units() const { return (4 * leaves() - 1) / 3; }

 private:
  static constexpr int log2_side = 5;
  static constexpr std::size_t side = 1 << log2_side;
  static constexpr std::size_t window_step = 16;  // elements: a line of a cache
  static constexpr std::size_t windows = 1024;
  using Block = std::array<std::int32_t, side * side>;

  void prepare() {
    const std::size_t elements = leaves() * side * side;
    left_base_.resize(elements + window_step * windows);
    right_base_.resize(left_base_.size());
    for (std::size_t i = 0; i < left_base_.size(); ++i) {
      left_base_[i] = static_cast<std::int32_t>(mix(2 * i) % 256);
      right_base_[i] = static_cast<std::int32_t>(mix(2 * i + 1) % 256);
    }
    product_.resize(elements);
    row_weight_.assign(1, 1);
    column_weight_.assign(1, 1);
    for (std::size_t bit = 1; bit < side * blocks(); bit *= 2)
      for (std::size_t i = 0; i < bit; ++i) {
        row_weight_.push_back(row_weight_[i] * (mix(2 * bit) | 1));
        column_weight_.push_back(column_weight_[i] * (mix(2 * bit + 1) | 1));
      }
  }

  std::size_t blocks() const { return std::size_t{1} << levels_; }
  std::size_t offset(std::size_t row, std::size_t column) const { return (row * blocks() + column) * side * side; }
  std::uint64_t element(const std::int32_t* matrix, std::size_t row, std::size_t column) const {
    return static_cast<std::uint64_t>(matrix[offset(row / side, column / side) + row % side * side + column % side]);
  }

  static void multiply_add(Block& sum, const std::int32_t* left, const std::int32_t* right) {
    for (std::size_t i = 0; i < side; ++i) {
      std::array<std::int32_t, side> row;  // its own, which the compiler knows the inputs not to overlap
      for (std::size_t j = 0; j < side; ++j) row[j] = sum[i * side + j];
      for (std::size_t k = 0; k < side; ++k)
        for (std::size_t j = 0; j < side; ++j) row[j] += left[i * side + k] * right[k * side + j];
      for (std::size_t j = 0; j < side; ++j) sum[i * side + j] = row[j];
    }
  }

  Result digest_of(const Block& block) const {
    Result sum = 0;
    for (std::size_t i = 0; i < side; ++i) {
      Result of_row = 0;
      for (std::size_t j = 0; j < side; ++j) of_row += column_weight_[j] * static_cast<std::uint64_t>(block[i * side + j]);
      sum += row_weight_[i] * of_row;
    }
    return sum;
  }

  int levels_;
  std::vector<std::uint64_t> row_weight_;
  std::vector<std::uint64_t> column_weight_;
  std::vector<std::int32_t> left_base_;
  std::vector<std::int32_t> right_base_;
  const std::int32_t* left_ = nullptr;
  const std::int32_t* right_ = nullptr;
  mutable std::vector<std::int32_t> product_;  // every leaf writes a block of its own
};

static_assert(ForkJoinWorkload<Matmul>);

}  // namespace workloads
