// The memory of promises.
#include "impls/substrate/promise/memory.h"

#include <utility>

namespace impls::substrate::promise {
namespace {

#ifdef FIVEWAYS_SANITIZED
constexpr int kept = 0;  // so that a sanitizer sees every use of what is freed
#else
constexpr int kept = 64;
#endif

struct Keeper {
  Keeper() { free_blocks.room = kept; }
  ~Keeper() {
    free_blocks.room = 0;
    for (FreeBlocks::Block* first : free_blocks.first)
      while (first != nullptr) ::operator delete(std::exchange(first, first->next));
    free_blocks.first = {};
  }
};
thread_local const Keeper keeper;

}  // namespace

constinit thread_local FreeBlocks free_blocks{};

void* allocate_anew(std::size_t size) {
  static_cast<void>(&keeper);  // to be constructed, and destroyed with the thread
  return ::operator new(size > FreeBlocks::largest ? size : (size + FreeBlocks::step - 1) / FreeBlocks::step * FreeBlocks::step);
}

void free_for_good(void* memory) noexcept { ::operator delete(memory); }

}  // namespace impls::substrate::promise
