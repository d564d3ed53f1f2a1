// Pseudo-random content by offset, and the sums by which it is checked.
#include "workloads/file_content.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "workloads/mix.h"

namespace workloads {
namespace {

// Two words at a time, by the instructions that every x86-64 has; other compilers' targets do it in their way.
using Pair [[gnu::vector_size(16)]] = std::uint64_t;
constexpr std::size_t stripe = 4 * sizeof(Pair);  // independent sums, so that one addition need not wait for another

// A sum of words, and a sum of the sums so far: the second tells where a word stood (Fletcher, 1982, with 64-bit words). A change of
// one word changes the first by what no other word can hide.
struct Sum {
  Pair plain{};
  Pair placed{};

  void add(const std::byte* bytes) {
    Pair words;
    std::memcpy(&words, bytes, sizeof(words));
    plain += words;
    placed += plain;
  }
  std::uint64_t into(std::uint64_t digest) const { return mix(mix(mix(mix(digest ^ plain[0]) ^ plain[1]) ^ placed[0]) ^ placed[1]); }
};

}  // namespace

void fill_content(std::uint64_t offset, std::span<std::byte> bytes) {
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint64_t)) {
    const std::uint64_t word = mix((offset + at) / sizeof(std::uint64_t));
    std::memcpy(bytes.data() + at, &word, sizeof(word));
  }
}

std::uint64_t sum_of_bytes(std::span<const std::byte> bytes) noexcept {
  Sum first, second, third, fourth;  // by name, so that they stay in registers
  const auto add = [&](const std::byte* one) {
    first.add(one);
    second.add(one + sizeof(Pair));
    third.add(one + 2 * sizeof(Pair));
    fourth.add(one + 3 * sizeof(Pair));
  };
  const std::size_t whole = bytes.size() - bytes.size() % stripe;
  for (std::size_t at = 0; at < whole; at += stripe) add(bytes.data() + at);
  if (whole < bytes.size()) {
    std::array<std::byte, stripe> last{};
    std::ranges::copy(bytes.subspan(whole), last.begin());
    add(last.data());
  }
  return fourth.into(third.into(second.into(first.into(mix(bytes.size())))));
}

std::uint64_t sum_of_head(std::span<const std::byte> bytes) noexcept {
  std::uint64_t head = 0;
  if (!bytes.empty()) std::memcpy(&head, bytes.data(), std::min(bytes.size(), sizeof(head)));
  return mix(mix(bytes.size()) ^ head);
}

}  // namespace workloads
