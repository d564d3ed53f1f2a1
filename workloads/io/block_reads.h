#pragma once
// `block_reads`: blocks of one file, at random places or one after the other, out of the page cache or past it.

#include <array>
#include <string_view>
#include <vector>

#include "workloads/shapes/files.h"
#include "workloads/surroundings.h"

namespace workloads {

class BlockReads {
 public:
  static constexpr std::string_view name = "block_reads";
  static constexpr std::string_view shape = "files";
  static constexpr std::string_view needs = "file";
  static constexpr std::string_view summary = "block reads of one file, `depth` outstanding; every byte is checked";
  static constexpr std::string_view null_hypothesis =
      "where the disk is waited for (direct=1), whatever keeps `depth` reads outstanding ties; out of the page cache nobody waits, and "
      "what "
      "hands a read to another thread pays for it";
  static constexpr std::array<ParameterSpec, 7> parameters{{
      {.name = "reads", .unit = "1", .help = "block reads of one run", .standard = 4096, .quick = 256, .minimum = 1, .maximum = 10'000'000},
      {.name = "depth", .unit = "1", .help = "reads outstanding at once", .standard = 32, .quick = 8, .minimum = 1, .maximum = 128},
      {.name = "log2_block",
       .unit = "1",
       .help = "logarithm of a block's bytes: 12 is 4 KiB, 20 is 1 MiB",
       .standard = 12,
       .quick = 12,
       .minimum = 12,
       .maximum = 20},
      {.name = "sequential",
       .unit = "1",
       .help = "0: blocks at random, 1: one after the other",
       .standard = 0,
       .quick = 0,
       .minimum = 0,
       .maximum = 1},
      {.name = "direct",
       .unit = "1",
       .help = "0: out of the page cache, proved; 1: O_DIRECT",
       .standard = 0,
       .quick = 0,
       .minimum = 0,
       .maximum = 1},
      {.name = "file_mib", .unit = "MiB", .help = "size of the file", .standard = 64, .quick = 8, .minimum = 1, .maximum = 65536},
      {.name = "verify",
       .unit = "1",
       .help = "1: every byte, 0: each block's first 8 (to compare with who checks none)",
       .standard = 1,
       .quick = 1,
       .minimum = 0,
       .maximum = 1},
  }};

  /// The address of the surroundings is the path of a file of `file_mib` MiB that holds fill_content.
  BlockReads(const Parameters& given, const Surroundings& surroundings);

  const ReadPlan& plan() const { return plan_; }
  void begin(std::uint64_t nonce) { nonce_ = nonce; }
  std::uint64_t offset(std::size_t read) const noexcept { return plan_.block_bytes * block_of(read); }
  std::uint64_t result(std::span<const std::byte> bytes) const noexcept;
  std::uint64_t expected();
  std::uint64_t units() const { return plan_.reads; }

 private:
  // A run of the second kind goes round the file from where its nonce says.
  std::uint64_t block_of(std::size_t read) const noexcept { return (sequential_ ? mix(nonce_) + read : mix(nonce_ ^ mix(read))) % blocks_; }

  ReadPlan plan_;
  bool sequential_;
  bool every_byte_;
  std::uint64_t blocks_;
  std::uint64_t nonce_ = 0;
  std::vector<std::uint64_t> known_;  // results by block, 0: not asked for yet
};

static_assert(FilesWorkload<BlockReads>);

}  // namespace workloads
