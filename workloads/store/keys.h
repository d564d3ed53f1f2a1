#pragma once
// Which key a request is for: uniform, or by Zipf's law, where the key of rank r (from 1) is drawn with a weight of 1 / r^exponent.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace workloads::store {

/// Exact and quick: the alias method (Walker 1977, built as Vose 1991). Pure once made; any thread may draw.
class Keys {
 public:
  /// 1 to 2^32 - 1 keys. Exponent 0 is uniform, and takes no table.
  Keys(std::size_t count, double exponent);

  std::size_t count() const { return count_; }

  /// The key, below count(), that 64 random bits draw: its rank less one.
  std::uint64_t draw(std::uint64_t random) const {
    const std::uint64_t column = (random >> 32) * count_ >> 32;
    if (columns_.empty()) return column;
    const Column& one = columns_[column];
    return (random & 0xffffffff) < one.threshold ? column : one.alias;
  }

 private:
  struct Column {
    std::uint32_t threshold;  // of 2^32: below it the column's own key, else its alias
    std::uint32_t alias;
  };

  std::size_t count_;
  std::vector<Column> columns_;
};

}  // namespace workloads::store
