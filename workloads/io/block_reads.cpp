// Where `block_reads` reads, and what must come.
#include "workloads/io/block_reads.h"

#include "workloads/file_content.h"

namespace workloads {

BlockReads::BlockReads(const Parameters& given, const Surroundings& surroundings)
    : plan_{.path = surroundings.address,
            .block_bytes = std::size_t{1} << given.at("log2_block"),
            .reads = static_cast<std::size_t>(given.at("reads")),
            .depth = static_cast<std::size_t>(given.at("depth")),
            .direct = given.at("direct") != 0},
      sequential_(given.at("sequential") != 0),
      every_byte_(given.at("verify") != 0),
      blocks_((static_cast<std::uint64_t>(given.at("file_mib")) << 20) / plan_.block_bytes) {}

std::uint64_t BlockReads::result(std::span<const std::byte> bytes) const noexcept {
  return every_byte_ ? sum_of_bytes(bytes) : sum_of_head(bytes);
}

std::uint64_t BlockReads::expected() {
  known_.resize(blocks_);
  std::vector<std::byte> content(plan_.block_bytes);
  std::vector<std::uint64_t> results(plan_.reads);
  for (std::size_t read = 0; read < plan_.reads; ++read) {
    std::uint64_t& known = known_[block_of(read)];
    if (known == 0) {
      fill_content(offset(read), content);
      known = result(content);
    }
    results[read] = known;
  }
  return digest_of_reads(results);
}

}  // namespace workloads
