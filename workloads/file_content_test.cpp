// What a file holds is known by offset, and its sum sees every byte and its place.
#include "workloads/file_content.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace workloads {
namespace {

std::vector<std::byte> content(std::uint64_t offset, std::size_t size) {
  std::vector<std::byte> bytes(size);
  fill_content(offset, bytes);
  return bytes;
}

TEST(FileContent, IsTheSameHoweverItIsCut) {
  const auto whole = content(4096, 256);
  for (const std::size_t at : {0U, 8U, 64U, 200U}) {
    const auto part = content(4096 + at, 40);
    EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin() + static_cast<std::ptrdiff_t>(at)));
  }
}

TEST(FileContent, TheSumChangesWithEveryBit) {
  auto bytes = content(0, 200);  // three stripes and a rest
  const std::uint64_t sum = sum_of_bytes(bytes);
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    const auto flipped = std::byte{1} << (bit % 8);
    bytes[bit / 8] ^= flipped;
    EXPECT_NE(sum_of_bytes(bytes), sum) << "bit " << bit;
    bytes[bit / 8] ^= flipped;
  }
}

TEST(FileContent, TheSumSeesWordsThatChangePlaces) {
  auto bytes = content(0, 4096);
  std::set<std::uint64_t> sums{sum_of_bytes(bytes)};
  for (const std::size_t other : {8U, 16U, 64U, 128U, 2048U, 4088U}) {
    std::swap_ranges(bytes.begin(), bytes.begin() + 8, bytes.begin() + other);
    EXPECT_TRUE(sums.insert(sum_of_bytes(bytes)).second) << "word at " << other;
    std::swap_ranges(bytes.begin(), bytes.begin() + 8, bytes.begin() + other);
  }
}

TEST(FileContent, TheSumSeesHowManyThereAre) {
  std::vector<std::byte> zeros(4096);
  std::set<std::uint64_t> sums;
  for (const std::size_t size : {0U, 1U, 63U, 64U, 65U, 4095U, 4096U}) {
    EXPECT_TRUE(sums.insert(sum_of_bytes(std::span(zeros).first(size))).second) << size;
    EXPECT_TRUE(sums.insert(sum_of_head(std::span(zeros).first(size))).second) << size;
  }
}

}  // namespace
}  // namespace workloads
