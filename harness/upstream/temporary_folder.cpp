// Makes, locks and removes temporary folders.
#include "harness/upstream/temporary_folder.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>

#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "harness/errors.h"

namespace harness {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "fiveways-held-";

Descriptor open_folder(const fs::path& path) { return Descriptor(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)); }

}  // namespace

void remove_folders_left_behind() {
  std::error_code passed_over;
  std::vector<fs::path> candidates;
  for (fs::directory_iterator entry(fs::temp_directory_path(), passed_over), end; !passed_over && entry != end;
       entry.increment(passed_over))
    if (entry->path().filename().native().starts_with(prefix)) candidates.push_back(entry->path());
  for (const fs::path& one : candidates) {
    const Descriptor folder = open_folder(one);
    if (folder && flock(folder.get(), LOCK_EX | LOCK_NB) == 0) fs::remove_all(one, passed_over);
  }
}

// It gets the name by which it may be removed once it is held.
TemporaryFolder::TemporaryFolder() {
  remove_folders_left_behind();
  std::string name = fs::temp_directory_path() / "fiveways-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw_errno("mkdtemp " + name);
  path_ = name;
  lock_ = open_folder(path_);
  check(lock_.get(), "open");
  check(flock(lock_.get(), LOCK_EX), "flock");
  const fs::path held = path_.parent_path() / (std::string(prefix) + name.substr(name.size() - 6));
  check(rename(path_.c_str(), held.c_str()), "rename");
  path_ = held;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code nobody_listens;
  if (!path_.empty()) fs::remove_all(path_, nobody_listens);
}

}  // namespace harness
