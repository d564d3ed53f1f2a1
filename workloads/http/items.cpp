// Bodies, a word at a time.
#include "workloads/http/items.h"

#include <array>
#include <bit>
#include <cstring>

#include "workloads/mix.h"

namespace workloads::http {
namespace {

constexpr std::uint64_t five_bits_a_byte = 0x1f1f1f1f1f1f1f1f;  // so that a body can be read on a terminal
constexpr std::uint64_t letters = 0x4040404040404040;
constexpr std::size_t word_bytes = sizeof(std::uint64_t);

std::uint64_t key_of(std::uint64_t item) { return mix(mix(item)) & five_bits_a_byte; }  // twice: the pattern is mix of small numbers

}  // namespace

Items::Items(std::size_t body_bytes) : body_bytes_(body_bytes), pattern_((body_bytes + word_bytes - 1) / word_bytes) {
  for (std::size_t i = 0; i < pattern_.size(); ++i) pattern_[i] = (mix(i) & five_bits_a_byte) | letters;
}

void Items::write(std::uint64_t item, std::span<std::byte> out) const {
  const std::uint64_t key = key_of(item);
  const std::size_t whole = body_bytes_ / word_bytes;
  for (std::size_t i = 0; i < whole; ++i) {
    const std::uint64_t word = pattern_[i] ^ key;
    std::memcpy(out.data() + i * word_bytes, &word, word_bytes);
  }
  if (whole == pattern_.size()) return;
  const std::uint64_t last = pattern_[whole] ^ key;
  std::memcpy(out.data() + whole * word_bytes, &last, body_bytes_ % word_bytes);
}

bool Items::matches(std::uint64_t item, std::size_t offset, std::span<const std::byte> part) const {
  if (part.size() > body_bytes_ - offset) return false;
  const std::uint64_t key = key_of(item);
  std::size_t at = 0;
  const auto bytes_match_until = [&](std::size_t end) {
    for (; at < end; ++at) {
      const std::size_t place = offset + at;
      const auto word = std::bit_cast<std::array<std::byte, word_bytes>>(pattern_[place / word_bytes] ^ key);
      if (part[at] != word[place % word_bytes]) return false;
    }
    return true;
  };
  const std::size_t to_word = std::min(part.size(), (word_bytes - offset % word_bytes) % word_bytes);
  if (!bytes_match_until(to_word)) return false;
  const std::uint64_t* expected = pattern_.data() + (offset + at) / word_bytes;
  std::uint64_t difference = 0;
  for (; at + word_bytes <= part.size(); at += word_bytes) {
    std::uint64_t word;
    std::memcpy(&word, part.data() + at, word_bytes);
    difference |= word ^ *expected++ ^ key;
  }
  return difference == 0 && bytes_match_until(part.size());
}

}  // namespace workloads::http
