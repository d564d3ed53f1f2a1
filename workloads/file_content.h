#pragma once
// What a file to be read holds, as a function of the offset, so that nobody needs the file to know it; and a sum that every byte changes.

#include <cstddef>
#include <cstdint>
#include <span>

namespace workloads {

/// Writes what such a file holds from this offset on. Offset and size are multiples of 8.
void fill_content(std::uint64_t offset, std::span<std::byte> bytes);

/// Depends on every byte, on its place and on how many there are.
std::uint64_t sum_of_bytes(std::span<const std::byte> bytes) noexcept;

/// Depends on the first 8 bytes and on how many there are.
std::uint64_t sum_of_head(std::span<const std::byte> bytes) noexcept;

}  // namespace workloads
