#pragma once
// A made-up /proc and /sys in a scratch folder that ends with the test.

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "harness/errors.h"
#include "harness/machine/files.h"

namespace harness {

class MadeUpFiles {
 public:
  MadeUpFiles() {
    std::string name = std::filesystem::temp_directory_path() / "fiveways_test_XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw_errno("mkdtemp");
    root_ = name;
  }
  ~MadeUpFiles() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  MadeUpFiles(const MadeUpFiles&) = delete;
  MadeUpFiles& operator=(const MadeUpFiles&) = delete;

  MadeUpFiles& with(const std::string& path, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(root_ + path).parent_path());
    std::ofstream(root_ + path) << text;
    return *this;
  }
  Files files() const { return {.root = root_}; }

 private:
  std::string root_;
};

}  // namespace harness
