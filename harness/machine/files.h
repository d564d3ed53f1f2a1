#pragma once
// /proc and /sys, or a test's copy of them.

#include <optional>
#include <string>
#include <string_view>

#include "harness/cost/kernel_file.h"

namespace harness {

/// Reads below `root`: empty for this machine, a folder with a made-up /proc and /sys for a test.
struct Files {
  std::string root;

  /// The trimmed text; nothing if the machine has no such file or does not let us read it.
  std::optional<std::string> text(std::string_view path) const {
    const auto whole = read_kernel_file(root + std::string(path));
    if (!whole) return {};
    return std::string(trimmed(*whole));
  }
  std::optional<long long> number(std::string_view path) const {
    const auto whole = text(path);
    return whole ? leading_number(*whole) : std::nullopt;
  }
};

}  // namespace harness
