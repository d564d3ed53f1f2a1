#pragma once
// The ring that reads a file for the `io_uring` backend: what a turn of the loop starts is handed to the kernel in one call.

#include <liburing.h>

#include "impls/substrate/files/loop.h"
#include "impls/substrate/io_uring/bare_ring.h"

namespace impls::substrate::uring {

/// See impls::files::Loop. The file is registered, and the buffers are where the limit of locked memory allows it, so that the kernel
/// need not look them up for every read. Made, run and destroyed on one thread.
class FileRing {
 public:
  FileRing(files::Reading& reading, int workers);

  void run();

  class Read {
   public:
    Read(FileRing& ring, files::Slot& slot) : ring_(ring), slot_(slot) {}
    void start(Completion& completion);
    ssize_t result() { return result_; }

   private:
    friend class FileRing;
    FileRing& ring_;
    files::Slot& slot_;
    Completion* completion_ = nullptr;
    int result_ = 0;
  };

 private:
  BareRing ring_;
  bool buffers_registered_ = false;
  std::size_t under_way_ = 0;
};

inline constexpr auto file_threads = "the caller; reads that cannot be made at once are the kernel's";
inline constexpr auto file_remark =
    "a batch a turn; file and buffers registered (buffers only where the limit of locked memory allows); what is in the page cache is "
    "copied while it is handed over, so nothing is asynchronous there";
inline constexpr auto file_limit = "one thread, one ring";

}  // namespace impls::substrate::uring
