#pragma once
// What schedulers of fibers over a reactor have in common: first come, first served, and nobody to be woken by.

#include <boost/fiber/algo/algorithm.hpp>
#include <boost/fiber/context.hpp>
#include <boost/fiber/scheduler.hpp>

namespace impls::substrate::fiber {

/// Of one thread. With nobody ready the library calls suspend_until, which must make somebody ready, sooner or later.
class ReadyQueue : public boost::fibers::algo::algorithm {
 public:
  void awakened(boost::fibers::context* one) noexcept override { one->ready_link(ready_); }

  boost::fibers::context* pick_next() noexcept override {
    if (ready_.empty()) return nullptr;
    boost::fibers::context* const next = &ready_.front();
    ready_.pop_front();
    return next;
  }

  bool has_ready_fibers() const noexcept override { return !ready_.empty(); }

  void notify() noexcept override {}

 private:
  boost::fibers::scheduler::ready_queue_type ready_;
};

}  // namespace impls::substrate::fiber
