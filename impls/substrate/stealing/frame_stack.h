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
  std::byte* begin() { return reinterpret_cast<std::byte*>(this + 1); }

  Segment* older = nullptr;  // the one below in the same stack, or next in the list of free ones
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
    std::byte* const end = place + (bytes + 15) / 16 * 16;
    if (&Segment::of(end) != &Segment::of(place)) [[unlikely]]
      return allocate_in_next_segment(bytes);
    top_ = end;
    return place;
  }

  void free(void* frame) {
    top_ = static_cast<std::byte*>(frame);
    if (top_ == Segment::of(frame).begin()) [[unlikely]]
      leave_segment();
  }

  bool is_at(const void* frame) const { return &Segment::of(top_) == &Segment::of(frame); }

  /// Called on the stack that has `frame` at its top, before others may resume it.
  void save(void* frame) { Segment::of(frame).top = top_; }
  /// Leaves the saved stack behind for an empty one.
  void start_empty();
  /// Goes from an empty stack to the saved one that has `frame` at its top. Nothing if it is there already.
  void take_over(void* frame);

 private:
  void* allocate_in_next_segment(std::size_t bytes);
  void leave_segment();

  std::byte* top_ = nullptr;  // always within a segment, never at its end
  Segment* spare_ = nullptr;  // so that calls back and forth across the end of a segment take no lock
  Segments& segments_;
};

}  // namespace impls::stealing
