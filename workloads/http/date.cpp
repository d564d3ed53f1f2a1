// Dates by the calendar of <chrono>; no clock is read.
#include "workloads/http/date.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstring>

namespace workloads::http {
namespace {

constexpr std::string_view weekdays = "SunMonTueWedThuFriSat";
constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";

void put_number(std::int64_t value, char* out, int digits) {
  for (int i = digits; i-- > 0; value /= 10) out[i] = static_cast<char>('0' + value % 10);
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

}  // namespace

DateText format_date(std::int64_t seconds) {
  using namespace std::chrono;
  const sys_seconds time{std::chrono::seconds(seconds)};
  const sys_days day = floor<days>(time);
  const year_month_day date(day);
  const std::int64_t of_day = (time - day).count();
  DateText text;
  std::ranges::copy(std::string_view("Day, 00 Mon 0000 00:00:00 GMT"), text.begin());
  std::ranges::copy(weekdays.substr(3 * weekday(day).c_encoding(), 3), text.begin());
  put_number(static_cast<unsigned>(date.day()), &text[5], 2);
  std::ranges::copy(months.substr(3 * (static_cast<unsigned>(date.month()) - 1), 3), &text[8]);
  put_number(static_cast<int>(date.year()), &text[12], 4);
  put_number(of_day / 3600, &text[17], 2);
  put_number(of_day / 60 % 60, &text[20], 2);
  put_number(of_day % 60, &text[23], 2);
  return text;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
  using namespace std::chrono;
  if (text.size() != date_bytes) return std::nullopt;
  const auto month_at = months.find(text.substr(8, 3));
  const auto day = number(text.substr(5, 2));
  const auto year = number(text.substr(12, 4));
  const auto hour = number(text.substr(17, 2));
  const auto minute = number(text.substr(20, 2));
  const auto second = number(text.substr(23, 2));
  if (month_at == std::string_view::npos || !day || !year || !hour || !minute || !second) return std::nullopt;
  const year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(month_at / 3 + 1)),
                            std::chrono::day(static_cast<unsigned>(*day)));
  const auto time = sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second);
  const std::int64_t since_1970 = time.time_since_epoch() / 1s;
  const DateText written = format_date(since_1970);  // what is no date comes out as another one
  return std::ranges::equal(text, written) ? std::optional(since_1970) : std::nullopt;
}

void SharedDate::write(std::int64_t now, std::span<char, date_bytes> out) {
  if (now > second_.load(std::memory_order_acquire)) renew(now);
  std::array<std::uint64_t, std::tuple_size_v<decltype(words_)>> copy;
  for (;;) {
    const std::uint64_t version = version_.load(std::memory_order_acquire);
    for (std::size_t i = 0; i < copy.size(); ++i) copy[i] = words_[i].load(std::memory_order_acquire);
    if (version % 2 == 0 && version_.load(std::memory_order_relaxed) == version) break;
  }
  std::memcpy(out.data(), copy.data(), date_bytes);
}

void SharedDate::renew(std::int64_t now) {
  const DateText text = format_date(now);
  std::array<std::uint64_t, std::tuple_size_v<decltype(words_)>> words = {};
  std::memcpy(words.data(), text.data(), date_bytes);
  std::uint64_t version = version_.load(std::memory_order_acquire);
  if (version % 2 != 0 || !version_.compare_exchange_strong(version, version + 1, std::memory_order_acq_rel)) return;  // another does it
  if (now > second_.load(std::memory_order_relaxed)) {
    for (std::size_t i = 0; i < words.size(); ++i) words_[i].store(words[i], std::memory_order_release);
    second_.store(now, std::memory_order_release);
  }
  version_.store(version + 2, std::memory_order_release);
}

}  // namespace workloads::http
