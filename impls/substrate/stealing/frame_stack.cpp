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
    Segment& taken = *std::exchange(free_, free_->older);
    taken.older = nullptr;
    return taken;
  }
  all_.push_back(nullptr);
  all_.back() = new (::operator new (Segment::bytes, std::align_val_t{Segment::bytes})) Segment;
  return *all_.back();
}

void Segments::give(Segment& segment) {
  const std::lock_guard lock(mutex_);
  segment.older = std::exchange(free_, &segment);
}

std::size_t Segments::made() const {
  const std::lock_guard lock(mutex_);
  return all_.size();
}

FrameStack::~FrameStack() {
  segments_.give(Segment::of(top_));
  if (spare_ != nullptr) segments_.give(*spare_);
}

void FrameStack::start_empty() { top_ = (spare_ != nullptr ? *std::exchange(spare_, nullptr) : segments_.take()).begin(); }

void FrameStack::take_over(void* frame) {
  if (is_at(frame)) return;
  segments_.give(Segment::of(top_));
  top_ = Segment::of(frame).top;
}

void* FrameStack::allocate_in_next_segment(std::size_t bytes) {
  if (bytes > Segment::bytes - sizeof(Segment) - 16) {
    std::fprintf(stderr, "stealing: a coroutine frame of %zu bytes does not fit Segment::bytes in impls/substrate/stealing/frame_stack.h\n",
                 bytes);
    std::abort();
  }
  Segment& below = Segment::of(top_);
  Segment& next = spare_ != nullptr ? *std::exchange(spare_, nullptr) : segments_.take();
  next.older = &below;
  below.top = top_;
  top_ = next.begin();
  return allocate(bytes);
}

void FrameStack::leave_segment() {
  Segment& left = Segment::of(top_);
  if (left.older == nullptr) return;
  top_ = std::exchange(left.older, nullptr)->top;
  if (spare_ == nullptr)
    spare_ = &left;
  else
    segments_.give(left);
}

}  // namespace impls::stealing
