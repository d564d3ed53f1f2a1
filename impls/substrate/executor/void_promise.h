#pragma once
// A promise without a value, on any executor: results land in the workload, so a promise only says that they are there.
// Settled on any thread, waited for by any number of others; a continuation is scheduled on the executor.

#include <array>
#include <atomic>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>
#include <memory>
#include <span>
#include <utility>

#include "impls/substrate/executor/executor.h"

namespace impls {

/// Told of each of the promises that something waits for; the last one makes it go on.
class Countdown {
 public:
  explicit Countdown(int arrivals) : pending_(arrivals) {}
  void arrive() noexcept {
    if (pending_.fetch_sub(1, std::memory_order_acq_rel) == 1) all_settled();
  }

 protected:
  ~Countdown() = default;
  virtual void all_settled() noexcept = 0;

 private:
  std::atomic<int> pending_;
};

/// One wait for one promise; embedded in what waits.
struct VoidWaiter {
  Countdown* owner = nullptr;
  VoidWaiter* next = nullptr;
};

class VoidState : public boost::intrusive_ref_counter<VoidState, boost::thread_safe_counter> {
 public:
  virtual ~VoidState() = default;

  /// Arrives at the waiter's owner once this is settled: at once if it is.
  void tell(VoidWaiter& waiter, Countdown& owner) noexcept {
    waiter.owner = &owner;
    VoidWaiter* first = waiters_.load(std::memory_order_acquire);
    do {
      if (first == &settled_) return owner.arrive();
      waiter.next = first;
    } while (!waiters_.compare_exchange_weak(first, &waiter, std::memory_order_acq_rel, std::memory_order_acquire));
  }

 protected:
  // A waiter may be gone once its owner is told.
  void settle() noexcept {
    VoidWaiter* waiter = waiters_.exchange(&settled_, std::memory_order_acq_rel);
    while (waiter != nullptr) {
      Countdown& owner = *waiter->owner;
      waiter = waiter->next;
      owner.arrive();
    }
  }

 private:
  static constinit inline VoidWaiter settled_{};
  std::atomic<VoidWaiter*> waiters_ = nullptr;
};

using VoidPromise = boost::intrusive_ptr<VoidState>;

/// Waits for up to `most` promises, then calls a function on the executor; settled once that returns.
template <Executor E, class F, std::size_t most>
class AfterAllState final : public VoidState, Countdown, E::Task {
 public:
  static VoidPromise start(E& executor, std::span<const VoidPromise> inputs, F f) {
    boost::intrusive_ptr state(new AfterAllState(executor, static_cast<int>(inputs.size()), std::move(f)));
    state->self_ = state;
    for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i]->tell(state->waiters_[i], *state);
    state->arrive();
    return state;
  }

 private:
  AfterAllState(E& executor, int inputs, F f) : Countdown(inputs + 1), executor_(executor), f_(std::move(f)) {
    this->run = [](typename E::Task& task) noexcept { static_cast<AfterAllState&>(task).call(); };
  }

  void all_settled() noexcept override { executor_.schedule(*this); }

  void call() noexcept {
    const auto self = std::move(self_);
    f_();
    settle();
  }

  E& executor_;
  F f_;
  std::array<VoidWaiter, most> waiters_;
  boost::intrusive_ptr<AfterAllState> self_;
};

/// when_all(inputs).then(f), f run by the executor.
template <std::size_t most, Executor E, class F>
VoidPromise when_all_then(E& executor, std::span<const VoidPromise> inputs, F f) {
  return AfterAllState<E, F, most>::start(executor, inputs, std::move(f));
}

/// Tells an executor's `Done` once, when `count` promises given to it are settled. Outlives them.
template <class Done>
class AllSettled final : Countdown {
 public:
  AllSettled(std::size_t count, Done& done) : Countdown(static_cast<int>(count)), done_(done), waiters_(new VoidWaiter[count]) {}
  void add(const VoidPromise& promise) noexcept { promise->tell(waiters_[added_++], *this); }

 private:
  void all_settled() noexcept override { done_.arrive(); }

  Done& done_;
  std::unique_ptr<VoidWaiter[]> waiters_;
  std::size_t added_ = 0;
};

}  // namespace impls
