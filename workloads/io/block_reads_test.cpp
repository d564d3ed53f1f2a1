// Where `block_reads` reads, and that what is wrong with a file is a wrong answer.
#include "workloads/io/block_reads.h"

#include <gtest/gtest.h>

#include <set>

#include "workloads/file_content.h"

namespace workloads {
namespace {

Parameters with(const Parameters& given) { return complete(BlockReads::parameters, given); }

// The digest of one run that reads as it is told, from content that `change` may have changed.
template <class Change>
std::uint64_t answer(BlockReads& workload, std::uint64_t nonce, Change&& change) {
  workload.begin(nonce);
  std::vector<std::uint64_t> results;
  std::vector<std::byte> block(workload.plan().block_bytes);
  for (std::size_t read = 0; read < workload.plan().reads; ++read) {
    fill_content(workload.offset(read), block);
    results.push_back(workload.result(change(read, std::span(block))));
  }
  return digest_of_reads(results);
}
constexpr auto unchanged = [](std::size_t, std::span<std::byte> block) { return block; };

TEST(BlockReads, TheAnswerIsKnownWithoutTheFile) {
  for (const Parameters& given : {Parameters{{"reads", 50}, {"file_mib", 1}}, Parameters{{"reads", 50}, {"file_mib", 1}, {"verify", 0}},
                                  Parameters{{"reads", 5}, {"log2_block", 20}, {"file_mib", 3}, {"sequential", 1}}}) {
    BlockReads workload(with(given), {.address = "/nowhere"});
    const std::uint64_t first = answer(workload, 1, unchanged);
    EXPECT_EQ(first, workload.expected());
    EXPECT_NE(first, answer(workload, 2, unchanged));
  }
}

TEST(BlockReads, ReadsWithinTheFileAtWholeBlocks) {
  BlockReads workload(with({{"reads", 10000}, {"log2_block", 16}, {"file_mib", 4}}), {});
  workload.begin(7);
  std::set<std::uint64_t> places;
  for (std::size_t read = 0; read < 10000; ++read) places.insert(workload.offset(read));
  EXPECT_EQ(places.size(), 64U);
  EXPECT_EQ(*places.rbegin(), (std::uint64_t{4} << 20) - 65536);
  for (const std::uint64_t one : places) EXPECT_EQ(one % 65536, 0U);
}

TEST(BlockReads, SequentialGoesRoundTheFileInOrder) {
  BlockReads workload(with({{"reads", 10}, {"log2_block", 20}, {"file_mib", 3}, {"sequential", 1}}), {});
  workload.begin(7);
  for (std::size_t read = 1; read < 10; ++read)
    EXPECT_EQ(workload.offset(read), (workload.offset(read - 1) + (1 << 20)) % (std::uint64_t{3} << 20));
}

TEST(BlockReads, OneByteOneSwapOneShortBlockChangesTheAnswer) {
  BlockReads workload(with({{"reads", 20}, {"file_mib", 1}}), {});
  std::set<std::uint64_t> answers{answer(workload, 3, unchanged)};
  const auto changed_byte = [](std::size_t read, std::span<std::byte> block) {
    if (read == 19) block.back() ^= std::byte{1};
    return block;
  };
  const auto short_block = [](std::size_t read, std::span<std::byte> block) { return read == 0 ? block.first(4095) : block; };
  const auto nothing = [](std::size_t read, std::span<std::byte> block) { return read == 7 ? block.first(0) : block; };
  const auto another_block = [&](std::size_t read, std::span<std::byte> block) {
    if (read == 4) fill_content(workload.offset(5), block);
    return block;
  };
  EXPECT_TRUE(answers.insert(answer(workload, 3, changed_byte)).second);
  EXPECT_TRUE(answers.insert(answer(workload, 3, short_block)).second);
  EXPECT_TRUE(answers.insert(answer(workload, 3, nothing)).second);
  EXPECT_TRUE(answers.insert(answer(workload, 3, another_block)).second);
}

}  // namespace
}  // namespace workloads
