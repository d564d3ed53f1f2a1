// A shared library that counts allocations of the process it is preloaded into (LD_PRELOAD): every malloc, calloc, realloc and
// aligned allocation of any thread, of C++'s operator new too, which calls malloc. Nothing that is timed runs with it.
#include <atomic>
#include <cerrno>
#include <cstddef>

namespace {

constinit std::atomic<long> calls = 0;
constinit std::atomic<long> bytes = 0;

void count(std::size_t size) {
  calls.fetch_add(1, std::memory_order_relaxed);
  bytes.fetch_add(static_cast<long>(size), std::memory_order_relaxed);
}

}  // namespace

extern "C" {

// The GNU C library's own allocator, which this one counts and calls.
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) {
  count(size);
  return __libc_malloc(size);
}

void* calloc(std::size_t number, std::size_t size) {
  count(number * size);
  return __libc_calloc(number, size);
}

void* realloc(void* memory, std::size_t size) {
  count(size);
  return __libc_realloc(memory, size);
}

void* memalign(std::size_t alignment, std::size_t size) {
  count(size);
  return __libc_memalign(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }

int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  *memory = memalign(alignment, size);
  return *memory == nullptr ? ENOMEM : 0;
}

/// Found by dlsym: where it is missing, nobody counts. Stores calls and bytes since the process began.
void fiveways_allocations(long* number, long* size) {
  *number = calls;
  *size = bytes;
}
}
