// What every cell of `files` leaves to its slots: reads that give less, are interrupted, fail, or meet the file's end.
#include "impls/substrate/files/reading.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

namespace impls::files {
namespace {

constexpr std::size_t block_bytes = 4096;

// Three blocks and a half, each byte the number of its block. Reads go backwards.
class Work final : public workloads::FileReads {
 public:
  Work() {
    const substrate::Descriptor file(mkstemp(plan_.path.data()));
    for (std::size_t i = 0; i < 7; ++i) {
      const std::string half(block_bytes / 2, static_cast<char>('0' + i / 2));
      EXPECT_EQ(write(file.get(), half.data(), half.size()), static_cast<ssize_t>(half.size()));
    }
  }
  ~Work() { unlink(plan_.path.c_str()); }

  const workloads::ReadPlan& plan() const override { return plan_; }
  std::uint64_t offset(std::size_t read) const noexcept override { return block_bytes * (plan_.reads - 1 - read); }
  void arrived(std::size_t read, std::span<const std::byte> bytes) noexcept override {
    came[read] = std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }

  std::array<std::string, 4> came;

 private:
  workloads::ReadPlan plan_{.path = testing::TempDir() + "fiveways-XXXXXX", .block_bytes = block_bytes, .reads = 4, .depth = 2};
};

TEST(Reading, EveryBlockArrivesAndTheLastIsAsShortAsTheFile) {
  Work work;
  Reading reading(work);
  EXPECT_EQ(reading.slots().size(), 2U);
  reading.run([&] { reading.slots().back().read_all(); });
  EXPECT_EQ(work.came[0], std::string(block_bytes / 2, '3'));
  for (std::size_t read = 1; read < 4; ++read) EXPECT_EQ(work.came[read], std::string(block_bytes, static_cast<char>('3' - read)));
}

TEST(Reading, WhatWasCutOffOrInterruptedIsReadOn) {
  Work work;
  Reading reading(work, 1);
  Slot& slot = reading.slots().front();
  reading.run([&] {
    ASSERT_TRUE(slot.begin());  // the file's last block, which is left
    ASSERT_TRUE(slot.begin());
    EXPECT_FALSE(slot.answered(-EINTR));
    EXPECT_EQ(slot.position(), 2 * block_bytes);
    std::memset(slot.rest().data(), 'a', 1000);
    EXPECT_FALSE(slot.answered(1000));
    EXPECT_EQ(slot.position(), 2 * block_bytes + 1000);
    EXPECT_EQ(slot.rest().size(), block_bytes - 1000);
    EXPECT_TRUE(slot.answered(slot.read_some()));
  });
  EXPECT_EQ(work.came[1], std::string(1000, 'a') + std::string(block_bytes - 1000, '2'));
}

TEST(Reading, TheFirstFailureEndsTheRunAndNamesTheFile) {
  Work work;
  Reading reading(work, 1);
  Slot& slot = reading.slots().front();
  try {
    reading.run([&] {
      ASSERT_TRUE(slot.begin());
      EXPECT_TRUE(slot.answered(-EIO));
      EXPECT_FALSE(slot.begin());
    });
    FAIL() << "a failed read went unnoticed";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code().value(), EIO);
    EXPECT_NE(std::string(error.what()).find("read " + work.plan().path), std::string::npos);
  }
  reading.run([&] { slot.read_all(); });  // the next run starts afresh
  EXPECT_EQ(work.came[3], std::string(block_bytes, '0'));
}

TEST(Reading, ADepthBeyondTheReadsIsTheReads) {
  Work work;
  EXPECT_EQ(Reading(work, 100).slots().size(), 2U);
  EXPECT_EQ(Reading(work, 1).buffers().size(), block_bytes);
}

}  // namespace
}  // namespace impls::files
