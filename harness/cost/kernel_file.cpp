// Reads the small text files in which the kernel answers questions.
#include "harness/cost/kernel_file.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <string.h>
#include <unistd.h>

#include <charconv>

#include "harness/descriptor.h"

namespace harness {

Reading<std::string> read_kernel_file(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return Absent{fmt::format("cannot open {}: {}", path, strerror(errno))};
  std::string text;
  char part[4096];
  for (;;) {
    const ssize_t size = read(file.get(), part, sizeof part);
    if (size == 0) return text;
    if (size > 0)
      text.append(part, static_cast<std::size_t>(size));
    else if (errno != EINTR)
      return Absent{fmt::format("cannot read {}: {}", path, strerror(errno))};
  }
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

std::optional<std::string> line_after(std::string_view text, std::string_view key) {
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    if (line.starts_with(key)) return std::string(trimmed(line.substr(key.size())));
    start = end + 1;
  }
  return {};
}

std::optional<long long> leading_number(std::string_view text) {
  const std::string_view digits = trimmed(text);
  long long value = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc()) return {};
  return value;
}

}  // namespace harness
