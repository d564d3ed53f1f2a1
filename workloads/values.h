#pragma once
// Values that tell who wrote them: each says for which key, by whom and in which order, and every other byte follows from that.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace workloads {

/// Which value it is. No two are alike: a writer counts on.
struct ValueId {
  std::uint64_t key = 0;
  std::uint64_t writer = 0;    ///< 0: nobody, the value that was there from the beginning
  std::uint64_t sequence = 0;  ///< of the writer, ascending
  bool operator==(const ValueId&) const = default;
};

inline constexpr std::size_t smallest_value_bytes = 4 * sizeof(std::uint64_t);  // an identity and its hash

/// Pure; any thread may use it at any time.
class Values {
 public:
  /// At least smallest_value_bytes.
  explicit Values(std::size_t bytes);

  std::size_t bytes() const { return pattern_.size() + smallest_value_bytes; }

  /// Writes the whole value. `out` holds bytes().
  void write(const ValueId& id, std::span<std::byte> out) const;

  /// Which value this is; false if a byte of it belongs to another.
  bool read(std::span<const std::byte> value, ValueId& id) const;

 private:
  std::vector<std::byte> pattern_;  // random bytes; what follows the hash is the pattern, every eight bytes xored with it
};

}  // namespace workloads
