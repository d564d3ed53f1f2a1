#pragma once
// The coroutine of a node: runs as soon as it is called, on top of its parent, which is suspended and can be stolen meanwhile.

#include <array>
#include <coroutine>
#include <exception>
#include <span>
#include <utility>

#include "impls/substrate/stealing/workers.h"

namespace impls::stealing {

/// What a node's coroutine is called with, its only parameter.
template <class W>
struct Call {
  const W& workload;
  typename W::Node node;
  typename W::Result* result;  // where its result goes
  Frame* parent;               // who waits for it; null for a root

  Call(const W& its_workload, typename W::Node its_node, typename W::Result* its_result, Frame* its_parent)
      : workload(its_workload), node(std::move(its_node)), result(its_result), parent(its_parent) {}
  // Not trivial, so that a call is passed where it lies and copied once: into the frame.
  Call(Call&& other) noexcept : workload(other.workload), node(std::move(other.node)), result(other.result), parent(other.parent) {}
};

/// Awaited by a node: starts the child of this number. The node itself can be stolen until the child returns.
enum class Fork : int {};

/// Awaited by a node: starts the last child; when all children have ended, gives their results in order.
enum class Last : int {};

/// Thrown by `co_await Last` after a child that threw; the run keeps what the child threw.
struct ChildFailed {};

/// Returned by `Cell::visit`, the coroutine of a node, which owns itself.
template <class W, class Cell>
struct Visit {
  class promise_type;
};

// Scalars and references to the frame itself are awaited, so that an await copies nothing into the frame.
template <class W, class Cell>
class Visit<W, Cell>::promise_type : public Frame {
  using Result = typename W::Result;
  using Self = std::coroutine_handle<promise_type>;

  struct Forking;
  struct Joining;
  struct Ending;

 public:
  explicit promise_type(Call<W>& call) : Frame(call.parent), call_(call) {}

  static void* operator new(std::size_t bytes) { return Worker::current->frames.allocate(bytes); }
  static void operator delete(void* frame, std::size_t) { Worker::current->frames.free(frame); }

  Visit get_return_object() noexcept { return {}; }
  std::suspend_never initial_suspend() noexcept { return {}; }
  Ending final_suspend() noexcept { return {nested}; }
  void return_value(Result value) { *call_.result = std::move(value); }
  void unhandled_exception() noexcept {
    Worker::current->all().fail(std::current_exception());
    if (parent != nullptr) parent->child_failed.store(true, std::memory_order_relaxed);
  }

  Forking await_transform(Fork index) { return {*this, static_cast<int>(index)}; }
  Joining await_transform(Last index) { return {*this, static_cast<int>(index)}; }

 private:
  // Not inlined, so that the coroutine, which leaves run as well, has fewer registers to save.
  [[gnu::noinline]] bool goes_on_after_fork(int index);
  [[gnu::noinline]] bool has_all_after_last(int index);

  Call<W> call_of_child(int index) {
    return {call_.workload, call_.workload.child(call_.node, index), &results_[static_cast<std::size_t>(index)], this};
  }

  Call<W>& call_;                                // the parameter, within this frame
  std::array<Result, W::max_children> results_;  // here, not in the body, because an exception may end the body before the children
};

template <class W, class Cell>
struct Visit<W, Cell>::promise_type::Forking {
  promise_type& frame;
  int index;

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<>) const { return !frame.goes_on_after_fork(index); }
  void await_resume() const noexcept {}
};

// Nothing of the frame is touched between the push and the child's return, nor after it unless it goes on here.
template <class W, class Cell>
bool Visit<W, Cell>::promise_type::goes_on_after_fork(int index) {
  Call<W> child = call_of_child(index);
  continuation = Self::from_promise(*this);
  Worker::current->push(*this);
  Cell::visit(std::move(child));
  return Worker::current->goes_on(*this);
}

template <class W, class Cell>
struct Visit<W, Cell>::promise_type::Joining {
  promise_type& frame;
  int index;

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<>) const { return !frame.has_all_after_last(index); }
  std::span<const Result> await_resume() const {
    if (frame.child_failed.load(std::memory_order_relaxed)) [[unlikely]]
      throw ChildFailed{};
    return std::span(frame.results_).first(static_cast<std::size_t>(index) + 1);
  }
};

template <class W, class Cell>
bool Visit<W, Cell>::promise_type::has_all_after_last(int index) {
  continuation = Self::from_promise(*this);
  Cell::visit(call_of_child(index));
  return Worker::current->has_all(*this);
}

template <class W, class Cell>
struct Visit<W, Cell>::promise_type::Ending {
  bool nested;

  bool await_ready() const noexcept { return nested; }
  void await_suspend(Self ended) const noexcept {
    ended.promise().continuation = ended;
    Worker::current->end(ended.promise());
  }
  void await_resume() const noexcept {}
};

}  // namespace impls::stealing
