#pragma once
// The bodies of `http`: what GET /item/<number> returns, a text that depends on the number in every eight bytes.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace workloads::http {

/// Pure; any thread may use it at any time.
class Items {
 public:
  explicit Items(std::size_t body_bytes);

  std::size_t body_bytes() const { return body_bytes_; }

  /// Writes the whole body of an item. `out` holds body_bytes().
  void write(std::uint64_t item, std::span<std::byte> out) const;

  /// Whether `part` is what the body of an item has at `offset`.
  bool matches(std::uint64_t item, std::size_t offset, std::span<const std::byte> part) const;

 private:
  std::size_t body_bytes_;
  std::vector<std::uint64_t> pattern_;  // random words of '@'..'_'; a body is the pattern, every word xored with the item's key
};

}  // namespace workloads::http
