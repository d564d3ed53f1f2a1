#pragma once
// Whether a file lies in the page cache: asked of the kernel, not assumed.

#include <cstddef>

namespace harness {

/// Of the pages of an open file.
struct Residence {
  std::size_t pages = 0;
  std::size_t resident = 0;
};

/// By mincore. Needs a descriptor that may be read, of a file that belongs to the user. Throws std::system_error.
Residence residence(int file);

/// Reads the file from the first byte to the last.
void load_into_page_cache(int file);

/// Keeps the file's pages from being reclaimed for as long as it lives, where the limit of locked memory allows it; else does nothing.
class HeldInPageCache {
 public:
  explicit HeldInPageCache(int file);
  ~HeldInPageCache();
  HeldInPageCache(const HeldInPageCache&) = delete;
  HeldInPageCache& operator=(const HeldInPageCache&) = delete;

 private:
  std::size_t size_;
  void* mapped_;
};

/// Has the kernel forget the file's pages; those that somebody has mapped or not yet written stay.
void drop_from_page_cache(int file);

}  // namespace harness
