// The file that is read: full of what it must hold, without a name, on a disk with room; and its proofs.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>
#include <vector>

#include "harness/descriptor.h"
#include "harness/errors.h"
#include "harness/upstream/page_cache.h"
#include "harness/upstream/proven_reads.h"
#include "harness/upstream/upstream.h"
#include "workloads/file_content.h"

namespace harness {
namespace {

std::unique_ptr<Upstream> file_of(std::int64_t mib) { return start_file({.parameters = {{"file_mib", mib}}, .cpus = {}, .program = ""}); }

std::string refusal(std::int64_t mib) {
  try {
    file_of(mib);
  } catch (const CannotMeasure& error) {
    return error.what();
  }
  return "";
}

TEST(File, HoldsTheContentAndHasNoName) {
  std::string address;
  {
    const auto file = file_of(3);
    address = file->address();
    const Descriptor opened(check(open(address.c_str(), O_RDONLY), "open"));
    struct stat facts {};
    check(fstat(opened.get(), &facts), "fstat");
    EXPECT_EQ(facts.st_size, 3 << 20);
    EXPECT_EQ(facts.st_nlink, 0U);
    std::vector<std::byte> wanted(4096);
    std::vector<std::byte> found(4096);
    for (const std::uint64_t offset : {0U, 1U << 20, (3U << 20) - 4096}) {
      workloads::fill_content(offset, wanted);
      ASSERT_EQ(pread(opened.get(), found.data(), found.size(), static_cast<off_t>(offset)), 4096);
      EXPECT_EQ(found, wanted) << "at " << offset;
    }
  }
  EXPECT_LT(open(address.c_str(), O_RDONLY), 0);
}

TEST(File, AFullDiskIsASentence) {
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  const rlimit little{.rlim_cur = 1 << 20, .rlim_max = before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &little);
  const std::string reason = refusal(2);
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, handler);
  EXPECT_TRUE(reason.starts_with("a file of 2 MiB cannot be written in ")) << reason;
  EXPECT_NE(reason.find("TMPDIR"), std::string::npos);
}

TEST(File, IsNotMadeInMemoryWhereverTmpdirPoints) {
  if (!std::filesystem::is_directory("/dev/shm")) GTEST_SKIP() << "no folder in memory here";
  const char* const before = getenv("TMPDIR");
  const std::string kept = before == nullptr ? "" : before;
  setenv("TMPDIR", "/dev/shm", 1);
  const auto file = file_of(1);  // it falls back to /var/tmp
  before == nullptr ? unsetenv("TMPDIR") : setenv("TMPDIR", kept.c_str(), 1);
  EXPECT_EQ(std::filesystem::read_symlink(file->address()).string().find("/dev/shm"), std::string::npos);
}

// Answers without reading anything.
struct Idle final : workloads::Computation {
  std::uint64_t run(std::uint64_t nonce) override { return nonce; }
  std::uint64_t expected(std::uint64_t nonce) override { return nonce; }
  std::uint64_t units() const override { return 1; }
};

TEST(ProvenReads, OutOfThePageCacheMeansAllOfIt) {
  const auto file = file_of(2);
  const Descriptor opened(check(open(file->address().c_str(), O_RDWR), "open"));
  check(fsync(opened.get()), "fsync");
  drop_from_page_cache(opened.get());
  EXPECT_EQ(residence(opened.get()).resident, 0U);
  ProvenReads reads(std::make_unique<Idle>(), file->address(), {{"direct", 0}});
  reads.prepare();
  EXPECT_EQ(reads.why_void(), "");
  check(ftruncate(opened.get(), 3 << 20), "ftruncate");  // pages that nobody has read
  EXPECT_NE(reads.why_void().find("256 of 768 pages had left it"), std::string::npos) << reads.why_void();
  reads.prepare();
  EXPECT_EQ(reads.why_void(), "");
}

TEST(ProvenReads, PastThePageCacheMeansNothingOfIt) {
  const auto file = file_of(2);
  const Descriptor opened(check(open(file->address().c_str(), O_RDONLY), "open"));
  ProvenReads reads(std::make_unique<Idle>(), file->address(), {{"direct", 1}});
  reads.prepare();
  EXPECT_EQ(reads.why_void(), "");
  load_into_page_cache(opened.get());
  EXPECT_NE(reads.why_void().find("512 of 512 pages were in it"), std::string::npos) << reads.why_void();
}

TEST(ProvenReads, AMissingFileIsASentence) {
  EXPECT_THROW(ProvenReads(std::make_unique<Idle>(), "/nowhere/at-all", {{"direct", 0}}), CannotMeasure);
}

}  // namespace
}  // namespace harness
