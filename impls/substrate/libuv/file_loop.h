#pragma once
// The loop that reads a file for the `libuv` backend: uv_fs_read, which is a pread on one of libuv's own threads.

#include <uv.h>

#include "impls/substrate/files/loop.h"
#include "impls/substrate/libuv/bare_loop.h"

namespace impls::substrate::libuv {

/// See impls::files::Loop. libuv has one pool a process, of UV_THREADPOOL_SIZE threads, which start with the first read and stay until the
/// process ends: the first loop of a process sets that to `workers`, unless the environment has set it.
class FileLoop {
 public:
  FileLoop(files::Reading& reading, int workers);

  void run() { loop_.run(); }

  class Read {
   public:
    Read(FileLoop& loop, files::Slot& slot) : loop_(loop), slot_(slot) {}
    void start(Completion& completion);
    ssize_t result() { return result_; }

   private:
    FileLoop& loop_;
    files::Slot& slot_;
    uv_fs_t request_;
    Completion* completion_ = nullptr;
    ssize_t result_ = 0;
  };

 private:
  BareLoop loop_;
  int file_;
};

inline constexpr auto file_threads = "the caller runs the loop; UV_THREADPOOL_SIZE threads read: `workers`, unless it was set";
inline constexpr auto file_remark = "uv_fs_read is a blocking pread on a pool of libuv's, which stays until the process ends";

}  // namespace impls::substrate::libuv
