// The page cache and one file.
#include "harness/upstream/page_cache.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>
#include <vector>

#include "harness/errors.h"

namespace harness {

namespace {

std::size_t size_of(int file) {
  struct stat facts {};
  check(fstat(file, &facts), "fstat");
  return static_cast<std::size_t>(facts.st_size);
}

}  // namespace

Residence residence(int file) {
  const std::size_t size = size_of(file);
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  std::vector<unsigned char> pages((size + page - 1) / page);
  if (pages.empty()) return {};
  void* const mapped = mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
  if (mapped == MAP_FAILED) throw_errno("mmap");
  const int result = mincore(mapped, size, pages.data());
  const int error = errno;
  munmap(mapped, size);
  if (result < 0) throw std::system_error(error, std::generic_category(), "mincore");
  return {.pages = pages.size(),
          .resident = static_cast<std::size_t>(std::ranges::count_if(pages, [](unsigned char one) { return (one & 1) != 0; }))};
}

void load_into_page_cache(int file) {
  std::vector<char> chunk(1 << 20);
  off_t offset = 0;
  while (const ssize_t size = check(pread(file, chunk.data(), chunk.size(), offset), "pread")) offset += size;
}

HeldInPageCache::HeldInPageCache(int file) : size_(size_of(file)), mapped_(mmap(nullptr, size_, PROT_READ, MAP_SHARED, file, 0)) {
  if (mapped_ == MAP_FAILED) throw_errno("mmap");
  if (mlock(mapped_, size_) == 0) return;
  munmap(mapped_, size_);
  mapped_ = MAP_FAILED;
}

HeldInPageCache::~HeldInPageCache() {
  if (mapped_ != MAP_FAILED) munmap(mapped_, size_);
}

void drop_from_page_cache(int file) { posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED); }

}  // namespace harness
