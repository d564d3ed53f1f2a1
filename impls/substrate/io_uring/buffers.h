#pragma once
// The receive buffers of one ring: the kernel takes the next one when bytes have arrived, the loop gives it back once they are answered.

#include <liburing.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "workloads/shapes/stream.h"

namespace impls::substrate::uring {

/// Few to begin with, because the kernel goes round all that it has and a small circle stays in the cache. One more for each receive that
/// found none: it has ended then, and to hand in another one costs more than a larger circle does. So there are as many as connections
/// had input at once, and a block's rest.
class Buffers {
 public:
  using Id = std::uint16_t;
  static constexpr unsigned group = 0;  // the kernel's name for them

  /// Registers them with the ring, which must not be used once they end.
  explicit Buffers(io_uring& ring);
  ~Buffers();
  Buffers(const Buffers&) = delete;
  Buffers& operator=(const Buffers&) = delete;

  std::byte* at(Id id) { return blocks_[id / a_block].get() + id % a_block * stride; }

  /// A completion named it: it is the loop's until it is given back.
  void taken() { --with_kernel_; }
  void give_back(Id id);

  /// Whether the kernel has one, if need be a new one. False: there are as many as can be, and the loop has them all.
  bool any();
  /// As many more, up to as many as can be; rounded up to a block.
  void grow(unsigned more);

 private:
  static constexpr unsigned a_block = 64;
  static constexpr unsigned most = 1U << 15;  // the kernel's limit; more than there are descriptors
  // One line more than is used, so that the beginnings of buffers, which most messages fit into, fall into different sets of the cache.
  static constexpr std::size_t stride = workloads::receive_buffer_bytes + 64;
  struct Unmap {
    void operator()(io_uring_buf_ring* ring) const;
  };

  void add_block();

  io_uring& ring_;
  std::unique_ptr<io_uring_buf_ring, Unmap> shared_;
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  unsigned with_kernel_ = 0;
};

}  // namespace impls::substrate::uring
