#pragma once
// The memory of promises: what one turn of a loop gives back, the next one takes, without a call of the allocator.

#include <array>
#include <cstddef>
#include <new>

namespace impls::substrate::promise {

/// Freed blocks that a thread keeps, one list a size. Bounded, so that a burst's memory goes back to the allocator: a loop
/// that turns needs few of them, however many connections it has. The thread's end frees them.
struct FreeBlocks {
  struct Block {
    Block* next;
  };
  static constexpr std::size_t step = 32;
  static constexpr std::size_t sizes = 8;
  static constexpr std::size_t largest = step * sizes;

  Block*& of(std::size_t size) { return first[(size - 1) / step]; }

  std::array<Block*, sizes> first;
  int room;  // for so many blocks more; none until the thread's first allocation, and none once the thread ends
};
extern constinit thread_local FreeBlocks free_blocks;

void* allocate_anew(std::size_t size);
void free_for_good(void* memory) noexcept;

inline void* allocate(std::size_t size) {
  if (size > FreeBlocks::largest || free_blocks.of(size) == nullptr) [[unlikely]]
    return allocate_anew(size);
  FreeBlocks::Block*& first = free_blocks.of(size);
  void* const memory = first;
  first = first->next;
  ++free_blocks.room;
  return memory;
}

inline void release(void* memory, std::size_t size) noexcept {
  if (size > FreeBlocks::largest || free_blocks.room == 0) [[unlikely]]
    return free_for_good(memory);
  FreeBlocks::Block*& first = free_blocks.of(size);
  first = new (memory) FreeBlocks::Block{first};
  --free_blocks.room;
}

}  // namespace impls::substrate::promise
