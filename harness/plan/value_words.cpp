// Finds a value's words in a parameter's help.
#include "harness/plan/value_words.h"

#include <fmt/core.h>

#include <algorithm>

namespace harness {

std::string value_words(const workloads::ParameterSpec& spec, std::int64_t value) {
  if (!spec.help.starts_with(fmt::format("{} ", spec.minimum)) || spec.maximum - spec.minimum > 9) return "";
  const auto place = [&](std::int64_t one) {  // behind "1 ", which begins the help or follows another value's words
    const std::string number = fmt::format("{} ", one);
    if (one == spec.minimum) return number.size();
    const auto found = std::min(spec.help.find(", " + number), spec.help.find("; " + number));
    return found == std::string_view::npos ? found : found + 2 + number.size();
  };
  const std::size_t begin = place(value);
  if (begin == std::string_view::npos) return "";
  const std::size_t next = value < spec.maximum ? place(value + 1) : std::string_view::npos;
  std::string_view words = spec.help.substr(begin);
  if (next != std::string_view::npos) words = spec.help.substr(begin, next - begin - fmt::format(", {} ", value + 1).size());
  return std::string(words.substr(0, words.find(':')));  // behind it stands what follows from the value
}

}  // namespace harness
