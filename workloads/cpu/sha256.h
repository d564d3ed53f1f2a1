#pragma once
// `sha256` (parallel_map): digests of equal blocks of memory. Tells apart what scheduling adds to even, bulky work.
// Null hypothesis: all models tie; a resolved difference is a bug to find.

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "workloads/shapes/parallel_map.h"

namespace workloads {

/// An item is a block: the first 8 bytes of SHA-256(block, then the nonce as 8 bytes), by OpenSSL's libcrypto.
class Sha256 {
 public:
  static constexpr std::string_view name = "sha256";
  static constexpr std::string_view shape = "parallel_map";
  static constexpr std::string_view summary = "SHA-256 of equal blocks of memory, a block an item";
  static constexpr std::string_view null_hypothesis = "all models tie: items cost the same, and far more than scheduling them";
  static constexpr std::array parameters{
      ParameterSpec{.name = "blocks", .unit = "1", .help = "items", .standard = 1024, .quick = 16, .minimum = 1, .maximum = 1 << 20},
      ParameterSpec{.name = "block_bytes",
                    .unit = "bytes",
                    .help = "blocks x block_bytes is at most 1 GiB",
                    .standard = 65536,
                    .quick = 4096,
                    .minimum = 1,
                    .maximum = 1 << 20}};

  /// Throws std::invalid_argument above 1 GiB. Allocates nothing large before the first `begin`.
  explicit Sha256(const Parameters& given);

  void begin(std::uint64_t nonce);
  std::size_t items() const { return blocks_; }
  std::uint64_t compute(std::size_t block) const noexcept;

  /// The states after each block are found once, serially, and serve every run: only the nonce comes after.
  std::uint64_t expected();
  std::uint64_t units() const { return blocks_; }

 private:
  class Hash;

  Hash hash_of(std::size_t block) const;

  std::size_t blocks_;
  std::size_t block_bytes_;
  std::uint64_t nonce_ = 0;
  std::vector<std::byte> memory_;
  std::shared_ptr<const std::vector<Hash>> after_block_;
};

static_assert(ParallelMapWorkload<Sha256>);

}  // namespace workloads
