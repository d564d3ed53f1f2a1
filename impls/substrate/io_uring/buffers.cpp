// The receive buffers of one ring. liburing 2.3 has no io_uring_setup_buf_ring, so the shared ring is mapped and registered here.
#include "impls/substrate/io_uring/buffers.h"

#include <sys/mman.h>

#include <algorithm>
#include <system_error>

namespace impls::substrate::uring {

void Buffers::Unmap::operator()(io_uring_buf_ring* ring) const { munmap(ring, most * sizeof(io_uring_buf)); }

Buffers::Buffers(io_uring& ring) : ring_(ring) {
  void* const mapped = mmap(nullptr, most * sizeof(io_uring_buf), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  shared_.reset(static_cast<io_uring_buf_ring*>(mapped));
  io_uring_buf_reg registration{};
  registration.ring_addr = reinterpret_cast<std::uintptr_t>(mapped);
  registration.ring_entries = most;
  registration.bgid = group;
  const int result = io_uring_register_buf_ring(&ring_, &registration, 0);
  if (result < 0) throw std::system_error(-result, std::generic_category(), "io_uring_register_buf_ring");
  add_block();
}

Buffers::~Buffers() { io_uring_unregister_buf_ring(&ring_, group); }

void Buffers::give_back(Id id) {
  io_uring_buf_ring_add(shared_.get(), at(id), workloads::receive_buffer_bytes, id, io_uring_buf_ring_mask(most), 0);
  io_uring_buf_ring_advance(shared_.get(), 1);
  ++with_kernel_;
}

bool Buffers::any() {
  if (with_kernel_ == 0) grow(1);
  return with_kernel_ > 0;
}

void Buffers::grow(unsigned more) {
  const std::size_t wanted = std::min<std::size_t>(blocks_.size() + (more + a_block - 1) / a_block, most / a_block);
  while (blocks_.size() < wanted) add_block();
}

void Buffers::add_block() {
  const std::size_t first = blocks_.size() * a_block;
  blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(a_block * stride));
  for (std::size_t i = 0; i < a_block; ++i) give_back(static_cast<Id>(first + i));
}

}  // namespace impls::substrate::uring
