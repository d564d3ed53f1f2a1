#pragma once
// A folder below TMPDIR that is removed, with all that is in it, when its owner ends; if that was killed, by the next owner of one.

#include <filesystem>
#include <utility>

#include "harness/descriptor.h"

namespace harness {

/// Its owner holds a lock on it, which ends with the process however that ends: a folder of such a name that nobody holds is left behind.
class TemporaryFolder {
 public:
  /// Removes what is left behind first. Throws std::system_error.
  TemporaryFolder();
  TemporaryFolder(TemporaryFolder&& other) noexcept : lock_(std::move(other.lock_)), path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  Descriptor lock_;
  std::filesystem::path path_;
};

/// Removes the folders whose owners were killed, as far as this user may.
void remove_folders_left_behind();

}  // namespace harness
