// Every implementation of `files`: past the page cache, in large blocks, interrupted; and files that are cut off, changed, missing,
// unreadable.
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "harness/descriptor.h"
#include "harness/errors.h"
#include "harness/upstream/page_cache.h"
#include "workloads/file_content.h"
#include "workloads/mix.h"
#include "workloads/registry.h"

namespace {

namespace fs = std::filesystem;
using workloads::Implementation;
using workloads::Parameters;

constexpr std::size_t file_bytes = 2 << 20;

// With a name, so that it can be changed while it is read.
class NamedFile {
 public:
  NamedFile() {
    file_ = harness::Descriptor(harness::check(mkstemp(name_.data()), "mkstemp"));
    std::vector<std::byte> content(file_bytes);
    workloads::fill_content(0, content);
    write(0, content);
    harness::check(fsync(file_.get()), "fsync");
  }
  NamedFile(const NamedFile&) = delete;
  ~NamedFile() { unlink(name_.c_str()); }

  const std::string& name() const { return name_; }
  int descriptor() const { return file_.get(); }
  void write(std::size_t offset, std::span<const std::byte> bytes) {
    ASSERT_EQ(pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset)), static_cast<ssize_t>(bytes.size()));
  }
  void cut_to(std::size_t size) { harness::check(ftruncate(file_.get(), static_cast<off_t>(size)), "ftruncate"); }

 private:
  std::string name_ = testing::TempDir() + "fiveways-XXXXXX";
  harness::Descriptor file_;
};

class EveryReader : public testing::TestWithParam<const Implementation*> {
 protected:
  void SetUp() override {
    if (const std::string reason = GetParam()->unavailable(); !reason.empty()) GTEST_SKIP() << "not available here: " << reason;
  }

  // Reads every block of the file once, in order, unless told otherwise.
  static std::unique_ptr<workloads::Computation> reader(const std::string& path, const Parameters& given = {}) {
    Parameters parameters{{"reads", 512}, {"depth", 16}, {"log2_block", 12}, {"sequential", 1}, {"file_mib", 2}};
    for (const auto& [name, value] : given) parameters[name] = value;
    const int workers = std::min(3, GetParam()->traits.max_workers);
    const auto& entry = std::get<std::vector<workloads::ComputationEntry>>(GetParam()->body).front();
    return entry.make(workloads::complete(workloads::find_workload(entry.workload)->parameters, parameters), workers, {.address = path});
  }

  static testing::AssertionResult right(workloads::Computation& computation, std::uint64_t nonce) {
    const bool same = computation.run(nonce) == computation.expected(nonce);
    return (same ? testing::AssertionSuccess() : testing::AssertionFailure()) << "nonce " << nonce;
  }

  NamedFile file;
};

TEST_P(EveryReader, ReadsPastThePageCache) {
  const auto computation = reader(file.name(), {{"direct", 1}, {"sequential", 0}});
  harness::drop_from_page_cache(file.descriptor());
  if (harness::residence(file.descriptor()).resident > 0) GTEST_SKIP() << testing::TempDir() << " is in memory";
  for (std::uint64_t nonce = 1; nonce <= 3; ++nonce) EXPECT_TRUE(right(*computation, nonce));
  EXPECT_EQ(harness::residence(file.descriptor()).resident, 0U);
}

TEST_P(EveryReader, ReadsOutOfThePageCache) {
  const auto computation = reader(file.name());
  EXPECT_TRUE(right(*computation, 1));
  const auto [pages, resident] = harness::residence(file.descriptor());
  EXPECT_EQ(resident, pages);
}

TEST_P(EveryReader, ReadsBlocksOfAMebibyte) {
  for (const int direct : {0, 1}) {
    const auto computation = reader(file.name(), {{"log2_block", 20}, {"reads", 9}, {"depth", 4}, {"direct", direct}});
    for (std::uint64_t nonce = 1; nonce <= 3; ++nonce) EXPECT_TRUE(right(*computation, nonce));
  }
}

TEST_P(EveryReader, ReadsWithTheGreatestDepth) {
  for (const int direct : {0, 1}) {
    const auto computation = reader(file.name(), {{"depth", 128}, {"direct", direct}});
    for (std::uint64_t nonce = 1; nonce <= 3; ++nonce) EXPECT_TRUE(right(*computation, nonce));
  }
}

TEST_P(EveryReader, ACutOffFileIsAWrongAnswer) {
  const auto cached = reader(file.name());
  const auto direct = reader(file.name(), {{"direct", 1}});
  EXPECT_TRUE(right(*cached, 1));
  for (const std::size_t missing : {1U, 4096U, 10000U}) {
    file.cut_to(file_bytes - missing);
    EXPECT_FALSE(right(*cached, 2));
    EXPECT_FALSE(right(*direct, 2));
  }
}

TEST_P(EveryReader, AChangedByteIsAWrongAnswer) {
  const auto computation = reader(file.name());
  EXPECT_TRUE(right(*computation, 1));
  const std::array other{std::byte{1}, std::byte{2}};
  file.write(1234567, other);
  EXPECT_FALSE(right(*computation, 2));
}

TEST_P(EveryReader, AMissingFileIsASentence) {
  try {
    reader("/nowhere/at-all");
    FAIL() << "it opened a file that is not there";
  } catch (const std::system_error& error) {
    EXPECT_STREQ(error.what(), "open /nowhere/at-all: No such file or directory");
  }
}

TEST_P(EveryReader, AFailedReadIsASentenceAndTheNextRunGoesOn) {
  const auto computation = reader(testing::TempDir());  // can be opened, but not read
  for (int run = 0; run < 3; ++run) {
    try {
      computation->run(1);
      FAIL() << "it read a folder";
    } catch (const std::system_error& error) {
      EXPECT_EQ(error.code().value(), EISDIR);
      EXPECT_TRUE(std::string(error.what()).starts_with("read " + testing::TempDir())) << error.what();
    }
  }
}

TEST_P(EveryReader, SignalsDoNotDisturbIt) {
  const auto computation = reader(file.name(), {{"direct", 1}});
  struct sigaction handler {};
  struct sigaction before {};
  handler.sa_handler = [](int) {};  // without SA_RESTART: calls end with EINTR
  sigaction(SIGALRM, &handler, &before);
  const itimerval often{.it_interval = {0, 200}, .it_value = {0, 200}};
  setitimer(ITIMER_REAL, &often, nullptr);
  for (std::uint64_t nonce = 1; nonce <= 10; ++nonce) EXPECT_TRUE(right(*computation, nonce));
  const itimerval never{};
  setitimer(ITIMER_REAL, &never, nullptr);
  sigaction(SIGALRM, &before, nullptr);
}

TEST_P(EveryReader, LeavesNoDescriptor) {
  const auto open_descriptors = [] { return std::distance(fs::directory_iterator("/proc/self/fd"), {}); };
  reader(file.name())->run(1);  // what a library keeps for the process
  const auto before = open_descriptors();
  for (std::uint64_t nonce = 1; nonce <= 3; ++nonce) reader(file.name())->run(nonce);
  EXPECT_EQ(open_descriptors(), before);
}

std::vector<const Implementation*> every_reader() {
  std::vector<const Implementation*> all;
  for (const auto& one : workloads::implementations())
    if (one.shape == "files") all.push_back(&one);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Every, EveryReader, testing::ValuesIn(every_reader()),
                         [](const auto& tested) { return std::string(tested.param->model) + "_" + std::string(tested.param->backend); });

}  // namespace
