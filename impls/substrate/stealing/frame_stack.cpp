// Segments: made once, kept by the cell, passed between workers under a lock.
#include "impls/substrate/stealing/frame_stack.h"

#include <cstdio>
#include <cstdlib>
#include <new>
#include <utility>

namespace impls::stealing {

Segments::~Segments() {
  for (Segment* segment : all_) ::operator delete (segment, std::align_val_t{Segment::bytes});
}

Segment& Segments::take() {
  const std::lock_guard lock(mutex_);
  if (free_ != nullptr) {
    Segment& taken = *std::exchange(free_, free_->newer);
    taken.older = taken.newer = nullptr;
    return taken;
  }
  all_.push_back(nullptr);
  all_.back() = new (::operator new (Segment::bytes, std::align_val_t{Segment::bytes})) Segment;
  return *all_.back();
}

void Segments::give(Segment& segment) {
  const std::lock_guard lock(mutex_);
  segment.newer = std::exchange(free_, &segment);
}

std::size_t Segments::made() const {
  const std::lock_guard lock(mutex_);
  return all_.size();
}

FrameStack::~FrameStack() {
  settle();
  segments_.give(Segment::of(top_));
}

void FrameStack::start_empty() { top_ = segments_.take().begin(); }

bool FrameStack::offer(const void* frame) {
  settle();
  if (Segment::differ(top_, frame)) return false;
  Segment::of(frame).top = top_;
  return true;
}

void FrameStack::take_over(const void* frame) {
  settle();
  if (!Segment::differ(top_, frame)) return;
  segments_.give(Segment::of(top_));
  top_ = Segment::of(frame).top;
}

void* FrameStack::allocate_in_next_segment(std::size_t bytes) {
  if (bytes > Segment::bytes - sizeof(Segment) - 16) {
    std::fprintf(stderr, "stealing: a coroutine frame of %zu bytes: make Segment::bytes in impls/substrate/stealing/frame_stack.h larger\n",
                 bytes);
    std::abort();
  }
  Segment& used = Segment::of(top_);
  if (used.newer == nullptr) {
    used.newer = &segments_.take();
    used.newer->older = &used;
  }
  used.top = top_;
  top_ = used.newer->begin();
  return allocate(bytes);
}

// Goes down to the segment of the youngest frame and gives back those above it.
void FrameStack::settle() {
  Segment* segment = &Segment::of(top_);
  if (top_ == segment->begin() && segment->older != nullptr) {
    segment = segment->older;
    top_ = segment->top;
  }
  Segment* unused = std::exchange(segment->newer, nullptr);
  while (unused != nullptr) segments_.give(*std::exchange(unused, unused->newer));
}

}  // namespace impls::stealing
