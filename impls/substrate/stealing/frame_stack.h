#pragma once
// Where a worker's coroutine frames lie: a stack in segments that outlives the worker's stay on it, as a cactus stack needs.

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace impls::stealing {

/// A piece of a stack, aligned to its size, so that any address within it tells which it is.
struct alignas(16) Segment {
  static constexpr std::size_t bytes = 16 * 1024;

  static Segment& of(const void* inside) {
    return *reinterpret_cast<Segment*>(reinterpret_cast<std::uintptr_t>(inside) & ~std::uintptr_t{bytes - 1});
  }
  static bool differ(const void* a, const void* b) {
    return (reinterpret_cast<std::uintptr_t>(a) ^ reinterpret_cast<std::uintptr_t>(b)) >= bytes;
  }
  std::byte* begin() { return reinterpret_cast<std::byte*>(this + 1); }

  Segment* older = nullptr;  // the one below in the same stack
  Segment* newer = nullptr;  // the one above, if one was used before; or the next free one
  std::byte* top = nullptr;  // of the stack, while no worker is on it
};

/// The segments of one cell. Any thread; used when a stack is left, taken over or outgrown.
class Segments {
 public:
  Segments() = default;
  Segments(const Segments&) = delete;
  ~Segments();
  Segment& take();
  void give(Segment& segment);
  std::size_t made() const;

 private:
  mutable std::mutex mutex_;
  Segment* free_ = nullptr;
  std::vector<Segment*> all_;
};

/// The stack that a worker is on. Frames end in the reverse order of their beginning: children before their parent, and of one
/// parent's children only one at a time lies on the parent's stack. A frame whose continuation is stolen stays where it is; the
/// thief's children of it lie on the thief's stack. (The cactus stack of Cilk-5 and libfork: Frigo, Leiserson and Randall, PLDI 1998;
/// Williams and Elliott, "Libfork: portable continuation-stealing with stackless coroutines", 2024.)
///
/// Invariants: a stack has at most one worker. One without has a frame at its top that waits, and `top` of that frame's segment
/// is the end of that frame. A worker without work is on an empty stack.
class FrameStack {
 public:
  explicit FrameStack(Segments& segments) : segments_(segments) { start_empty(); }
  FrameStack(const FrameStack&) = delete;
  ~FrameStack();

  void* allocate(std::size_t bytes) {
    std::byte* const place = top_;
    std::byte* const top = place + (bytes + 15) / 16 * 16;
    if (Segment::differ(place, top)) [[unlikely]]
      return allocate_in_next_segment(bytes);
    top_ = top;
    return place;
  }

  // The segment may be empty now: it is left only when it matters, by settle().
  void free(void* frame) { top_ = static_cast<std::byte*>(frame); }

  /// Prepares for others to take the stack over, if `frame` is at its top. If not, says so: then the stack is empty.
  bool offer(const void* frame);
  /// Leaves a stack that was offered for an empty one.
  void start_empty();
  /// Goes from an empty stack to the offered one that has `frame` at its top. Nothing if it is there already.
  void take_over(const void* frame);

 private:
  void* allocate_in_next_segment(std::size_t bytes);
  void settle();

  std::byte* top_ = nullptr;  // in the segment that is used, never at its end
  Segments& segments_;
};

}  // namespace impls::stealing
