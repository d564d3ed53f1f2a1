#pragma once
// What one connection asks in one run, and what must be answered: found from the seed alone.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "workloads/mix.h"

namespace workloads {

/// Requests are numbered from 0; every tenth writes the next row, the others read one that was written in this run.
struct PostgresScript {
  static constexpr std::uint64_t rows = 16;
  static constexpr std::uint64_t requests_a_write = 10;

  std::uint64_t seed = 0;

  static bool writes(std::uint64_t request) { return request % requests_a_write == 0; }

  std::uint64_t row(std::uint64_t request) const {
    const std::uint64_t write = request / requests_a_write;
    return writes(request) ? write % rows : mix(seed ^ mix(request)) % std::min(write + 1, rows);
  }

  /// The request that last wrote the row that `request` touches, itself if it writes.
  std::uint64_t written_by(std::uint64_t request) const {
    const std::uint64_t write = request / requests_a_write;
    return (write - (write - row(request)) % rows) * requests_a_write;
  }

  /// Hexadecimal digits.
  std::string value(std::uint64_t request, std::size_t bytes) const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(bytes, '\0');
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
      if (i % 16 == 0) word = mix(seed ^ mix(written_by(request)) ^ i);
      text[i] = digits[word >> 60];
      word <<= 4;
    }
    return text;
  }
};

/// Depends on every byte and its place.
inline std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = text.size();
  for (const char one : text) hash = (hash ^ static_cast<unsigned char>(one)) * 0x100000001b3;  // FNV-1a
  return hash;
}

}  // namespace workloads
