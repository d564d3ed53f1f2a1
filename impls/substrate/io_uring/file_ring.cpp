// The ring that reads a file.
#include "impls/substrate/io_uring/file_ring.h"

#include <sys/uio.h>

#include <bit>
#include <cerrno>
#include <system_error>
#include <utility>

namespace impls::substrate::uring {

FileRing::FileRing(files::Reading& reading, int) : ring_(std::bit_ceil(static_cast<unsigned>(reading.slots().size()))) {
  const int file = reading.file();
  check_ring(io_uring_register_files(&ring_, &file, 1), "io_uring_register_files");
  const iovec buffers{.iov_base = reading.buffers().data(), .iov_len = reading.buffers().size()};
  const int registered = io_uring_register_buffers(&ring_, &buffers, 1);
  if (registered != -ENOMEM) check_ring(registered, "io_uring_register_buffers");
  buffers_registered_ = registered == 0;
}

void FileRing::Read::start(Completion& completion) {
  completion_ = &completion;
  const std::span<std::byte> wanted = slot_.rest();
  io_uring_sqe* const entry = ring_.ring_.next_entry();
  const auto size = static_cast<unsigned>(wanted.size());
  if (ring_.buffers_registered_)
    io_uring_prep_read_fixed(entry, 0, wanted.data(), size, slot_.position(), 0);
  else
    io_uring_prep_read(entry, 0, wanted.data(), size, slot_.position());
  entry->flags |= IOSQE_FIXED_FILE;
  io_uring_sqe_set_data(entry, this);
  ++ring_.under_way_;
}

void FileRing::run() {
  while (under_way_ > 0) {
    under_way_ -= ring_.turn([](const io_uring_cqe& completed) {
      Read& read = *static_cast<Read*>(io_uring_cqe_get_data(&completed));
      read.result_ = completed.res;
      read.completion_->on_complete();
    });
  }
}

}  // namespace impls::substrate::uring
