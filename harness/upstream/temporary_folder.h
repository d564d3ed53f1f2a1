#pragma once
// A folder below TMPDIR that is removed, with all that is in it, when its owner ends.

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "harness/errors.h"

namespace harness {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = std::filesystem::temp_directory_path() / "fiveways-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw_errno("mkdtemp " + name);
    path_ = name;
  }
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder() {
    std::error_code nobody_listens;
    if (!path_.empty()) std::filesystem::remove_all(path_, nobody_listens);
  }

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace harness
