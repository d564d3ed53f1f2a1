#pragma once
// Frames of 64-bit words, little-endian: what the binary workloads of shape `exchange` put on the wire.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "workloads/shapes/stream.h"

namespace workloads {

inline void put_word(std::span<std::byte> frame, std::size_t word, std::uint64_t value) {
  for (std::size_t i = 0; i < 8; ++i) frame[8 * word + i] = static_cast<std::byte>(value >> (8 * i));
}

inline std::uint64_t get_word(Bytes frame, std::size_t word) {
  std::uint64_t value = 0;
  for (std::size_t i = 8; i-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(frame[8 * word + i]);
  return value;
}

/// Input that is taken one frame of a fixed size at a time.
class HeldInput {
 public:
  explicit HeldInput(std::size_t frame_bytes) : frame_bytes_(frame_bytes) {}

  void add(Bytes input) { held_.insert(held_.end(), input.begin(), input.end()); }

  /// The next frame, valid until the next call of any member; nothing if it has not all arrived.
  std::optional<Bytes> next() {
    const Bytes rest = Bytes(held_).subspan(taken_);
    if (rest.size() < frame_bytes_) {
      held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(taken_));
      taken_ = 0;
      return {};
    }
    taken_ += frame_bytes_;
    return rest.first(frame_bytes_);
  }

 private:
  std::size_t frame_bytes_;
  std::vector<std::byte> held_;
  std::size_t taken_ = 0;  // of it
};

}  // namespace workloads
