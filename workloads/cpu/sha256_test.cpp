// Unit tests of the workload `sha256`: the reference answer against the blocks themselves, and a digest known from elsewhere.
#include "workloads/cpu/sha256.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace workloads {
namespace {

std::uint64_t answer_of_the_blocks(const Sha256& sha256) {
  std::vector<std::uint64_t> results;
  for (std::size_t block = 0; block < sha256.items(); ++block) results.push_back(sha256.compute(block));
  return digest_in_order(results);
}

TEST(Sha256, ABlockIsHashedWithTheNonceBehindIt) {
  Sha256 sha256({{"blocks", 1}, {"block_bytes", 8}});
  sha256.begin(0x0102030405060708);
  EXPECT_EQ(sha256.compute(0), 0xc3920690618d2d0a);  // by Python's hashlib
}

TEST(Sha256, TheReferenceAnswerIsThatOfTheBlocks) {
  for (const int blocks : {1, 2, 9}) {
    Sha256 sha256({{"blocks", blocks}, {"block_bytes", 1001}});
    for (const std::uint64_t nonce : {std::uint64_t{0}, std::uint64_t{0xfedcba9876543210}}) {
      sha256.begin(nonce);
      EXPECT_EQ(answer_of_the_blocks(sha256), sha256.expected()) << blocks << " blocks";
    }
  }
}

TEST(Sha256, BlocksAndNoncesGiveDifferentResults) {
  Sha256 sha256({{"blocks", 2}, {"block_bytes", 64}});
  sha256.begin(1);
  const std::uint64_t before = sha256.compute(0);
  EXPECT_NE(sha256.compute(1), before);
  sha256.begin(2);
  EXPECT_NE(sha256.compute(0), before);
}

TEST(Sha256, MoreThanAGibibyteIsRefused) {
  EXPECT_THROW(Sha256({{"blocks", 1025}, {"block_bytes", 1 << 20}}), std::invalid_argument);
  EXPECT_NO_THROW(Sha256({{"blocks", 1024}, {"block_bytes", 1 << 20}}));
}

}  // namespace
}  // namespace workloads
