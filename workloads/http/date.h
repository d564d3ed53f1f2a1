#pragma once
// The Date of an HTTP reply: its text (RFC 9110, IMF-fixdate), read and written, and one text that all sessions share.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace workloads::http {

inline constexpr std::size_t date_bytes = 29;
using DateText = std::array<char, date_bytes>;

/// "Sun, 06 Nov 1994 08:49:37 GMT" of this many seconds since 1970. Years 0 to 9999.
DateText format_date(std::int64_t seconds);

/// The seconds since 1970, if `text` is such a date to the letter, its day of the week included.
std::optional<std::int64_t> parse_date(std::string_view text);

/// The text of the current second, formatted once a second by whoever asks first, whichever implementation's thread that is.
/// Any thread may ask at any time. It never goes back, even if the clock does.
class SharedDate {
 public:
  void write(std::int64_t now, std::span<char, date_bytes> out);

 private:
  void renew(std::int64_t now);

  // A sequence lock: odd while one thread writes the words. A reader that meets that, once a second at most, tries again.
  std::atomic<std::uint64_t> version_ = 0;
  std::atomic<std::int64_t> second_ = std::numeric_limits<std::int64_t>::min();
  std::array<std::atomic<std::uint64_t>, (date_bytes + 7) / 8> words_ = {};
};

}  // namespace workloads::http
