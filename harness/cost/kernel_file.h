#pragma once
// Reads the small text files in which the kernel answers questions (/proc, /sys).

#include <optional>
#include <string>
#include <string_view>

#include "harness/cost/reading.h"

namespace harness {

/// The whole file, or a sentence with its path and the system's error. A read may block only as long as the kernel writes it.
Reading<std::string> read_kernel_file(const std::string& path);

/// The rest of the line that starts with `key` ("Threads:"), without the blanks around it.
std::optional<std::string> line_after(std::string_view text, std::string_view key);

/// The first whole number in `text`, after blanks.
std::optional<long long> leading_number(std::string_view text);

std::string_view trimmed(std::string_view text);

}  // namespace harness
