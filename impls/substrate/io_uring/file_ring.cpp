// The ring that reads a file.
#include "impls/substrate/io_uring/file_ring.h"

#include <sys/uio.h>

#include <bit>
#include <cerrno>
#include <system_error>
#include <utility>

namespace impls::substrate::uring {
namespace {

// Negative results of liburing are errors of the call, not errno.
int check_ring(int result, const char* call) {
  if (result < 0) throw std::system_error(-result, std::generic_category(), call);
  return result;
}

// Completions are made when the loop asks for them, where the kernel can do that (Linux 6.1).
void open_ring(io_uring& ring, unsigned entries) {
  int error = -EINVAL;
  for (const unsigned flags : {IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, 0U})
    if (error == -EINVAL) error = io_uring_queue_init(entries, &ring, flags);
  check_ring(error, "io_uring_queue_init");
}

}  // namespace

FileRing::FileRing(files::Reading& reading, int) {
  open_ring(ring_, std::bit_ceil(static_cast<unsigned>(reading.slots().size())));
  try {
    const int file = reading.file();
    check_ring(io_uring_register_files(&ring_, &file, 1), "io_uring_register_files");
    const iovec buffers{.iov_base = reading.buffers().data(), .iov_len = reading.buffers().size()};
    const int registered = io_uring_register_buffers(&ring_, &buffers, 1);
    if (registered != -ENOMEM) check_ring(registered, "io_uring_register_buffers");
    buffers_registered_ = registered == 0;
  } catch (...) {
    io_uring_queue_exit(&ring_);
    throw;
  }
}

FileRing::~FileRing() { io_uring_queue_exit(&ring_); }

void FileRing::Read::start(Completion& completion) {
  completion_ = &completion;
  const std::span<std::byte> wanted = slot_.rest();
  io_uring_sqe* const entry = io_uring_get_sqe(&ring_.ring_);  // there are as many as there are slots
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
    const int result = io_uring_submit_and_wait(&ring_, 1);
    if (result != -EINTR) check_ring(result, "io_uring_submit_and_wait");
    unsigned head = 0;
    unsigned count = 0;
    io_uring_cqe* completed = nullptr;
    io_uring_for_each_cqe(&ring_, head, completed) {
      ++count;
      Read& read = *static_cast<Read*>(io_uring_cqe_get_data(completed));
      read.result_ = completed->res;
      read.completion_->on_complete();
    }
    io_uring_cq_advance(&ring_, count);
    under_way_ -= count;
  }
}

}  // namespace impls::substrate::uring
