// Temporary folders: gone with their owner, or with the next owner of one.
#include "harness/upstream/temporary_folder.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <optional>

namespace harness {
namespace {

namespace fs = std::filesystem;

// A TMPDIR of the test's own.
class TemporaryFolders : public testing::Test {
 protected:
  TemporaryFolders() { setenv("TMPDIR", outer_.path().c_str(), 1); }
  ~TemporaryFolders() override {
    if (before_)
      setenv("TMPDIR", before_->c_str(), 1);
    else
      unsetenv("TMPDIR");
  }

  fs::path make(const std::string& name) const {
    fs::create_directory(outer_.path() / name);
    std::ofstream(outer_.path() / name / "content") << "some";
    return outer_.path() / name;
  }

  std::optional<std::string> before_ = getenv("TMPDIR") != nullptr ? std::optional<std::string>(getenv("TMPDIR")) : std::nullopt;
  TemporaryFolder outer_;
};

TEST_F(TemporaryFolders, AreGoneWithTheirOwner) {
  fs::path path;
  {
    const TemporaryFolder folder;
    path = folder.path();
    std::ofstream(path / "content") << "some";
    EXPECT_EQ(path.parent_path(), outer_.path());
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(TemporaryFolders, OfAKilledOwnerAreGoneWithTheNextOne) {
  const fs::path left_behind = make("fiveways-held-abcdef");
  const fs::path of_others = make("fiveways-notes");
  const TemporaryFolder next;
  EXPECT_FALSE(fs::exists(left_behind));
  EXPECT_TRUE(fs::exists(of_others / "content"));
}

TEST_F(TemporaryFolders, ThatAreHeldStay) {
  TemporaryFolder first;
  const TemporaryFolder moved(std::move(first));
  const TemporaryFolder second;
  remove_folders_left_behind();
  EXPECT_TRUE(fs::exists(moved.path()));
  EXPECT_TRUE(fs::exists(second.path()));
}

}  // namespace
}  // namespace harness
