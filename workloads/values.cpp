// Values that tell who wrote them.
#include "workloads/values.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "workloads/mix.h"

namespace workloads {
namespace {

constexpr std::size_t word_bytes = sizeof(std::uint64_t);
using Head = std::array<std::uint64_t, smallest_value_bytes / word_bytes>;

Head head_of(const ValueId& id) { return {id.key, id.writer, id.sequence, mix(id.key + mix(id.writer + mix(id.sequence)))}; }

}  // namespace

Values::Values(std::size_t bytes) : pattern_(bytes - smallest_value_bytes) {
  for (std::size_t i = 0; i < pattern_.size(); ++i) pattern_[i] = static_cast<std::byte>(mix(i) & 0xff);
}

void Values::write(const ValueId& id, std::span<std::byte> out) const {
  const Head head = head_of(id);
  std::memcpy(out.data(), head.data(), sizeof head);
  out = out.subspan(sizeof head);
  for (std::size_t at = 0; at < pattern_.size(); at += word_bytes) {
    const std::size_t size = std::min(word_bytes, pattern_.size() - at);
    std::uint64_t word = 0;
    std::memcpy(&word, pattern_.data() + at, size);
    word ^= head.back();
    std::memcpy(out.data() + at, &word, size);
  }
}

bool Values::read(std::span<const std::byte> value, ValueId& id) const {
  Head head;
  std::memcpy(head.data(), value.data(), sizeof head);
  id = {.key = head[0], .writer = head[1], .sequence = head[2]};
  std::uint64_t difference = head.back() ^ head_of(id).back();
  value = value.subspan(sizeof head);
  for (std::size_t at = 0; at < pattern_.size(); at += word_bytes) {
    const std::size_t size = std::min(word_bytes, pattern_.size() - at);
    std::uint64_t expected = 0;
    std::memcpy(&expected, pattern_.data() + at, size);
    expected ^= head.back();
    std::uint64_t got = expected;
    std::memcpy(&got, value.data() + at, size);
    difference |= got ^ expected;
  }
  return difference == 0;
}

}  // namespace workloads
