#pragma once
// The coroutine of a node: runs as soon as it is called, on top of its parent, which is suspended and can be stolen meanwhile.

#include <array>
#include <coroutine>
#include <exception>
#include <span>
#include <utility>

#include "impls/substrate/stealing/workers.h"

namespace impls::stealing {

/// Awaited by a node, first of all: its own Inner.
enum class Self {};

/// Awaited by a node: starts the child of this number. The node itself can be stolen until the child returns.
enum class Fork : int {};

/// Awaited by a node: starts the last child; when all children have ended, gives their results in order.
enum class Last : int {};

/// Thrown by `co_await Last` after a child that threw; the run keeps what the child threw.
struct ChildFailed {};

template <class W>
struct Inner;

/// What the coroutine of a tree's root is called with.
template <class W>
struct Root {
  const W& workload;
  typename W::Result& result;
};

/// What a child's is called with.
template <class W>
struct Child {
  Inner<W>& parent;
  int index;
};

/// What a node's frame holds for its children, who read workload and node and write their results: here, not in the body, because an
/// exception may end the body before they have ended. A node is found where it stays: moved, it would be read as a whole right after
/// it was written in pieces, for which a processor waits.
template <class W>
struct Inner : Frame {
  explicit Inner(const Root<W>& from) : Frame(nullptr), workload(from.workload), result(from.result), node(workload.root()) {}
  explicit Inner(const Child<W>& from)
      : Frame(&from.parent),
        workload(from.parent.workload),
        result(from.parent.results[static_cast<std::size_t>(from.index)]),
        node(workload.child(from.parent.node, from.index)) {}

  const W& workload;
  typename W::Result& result;  // where this node's goes
  const typename W::Node node;
  std::array<typename W::Result, W::max_children> results;  // of the children
};

/// Returned by `Cell::visit`, the coroutine of a node, which owns itself. Its parameter, a Root or a Child, is not for its body.
template <class W, class Cell>
struct Visit {
  class promise_type;
};

// Scalars and references to the frame itself are awaited, so that an await copies nothing into the frame.
template <class W, class Cell>
class Visit<W, Cell>::promise_type : public Inner<W> {
  using Result = typename W::Result;
  using Handle = std::coroutine_handle<promise_type>;
  struct Knowing;
  struct Forking;
  struct Joining;
  struct Ending;

 public:
  template <class From>
  explicit promise_type(const From& from) : Inner<W>(from) {}

  static void* operator new(std::size_t bytes) { return Worker::current->frames.allocate(bytes); }
  static void operator delete(void* frame, std::size_t) { Worker::current->frames.free(frame); }

  Visit get_return_object() noexcept { return {}; }
  std::suspend_never initial_suspend() noexcept { return {}; }
  Ending final_suspend() noexcept { return {this->nested}; }
  void return_value(Result value) { this->result = std::move(value); }
  void unhandled_exception() noexcept {
    Worker::current->all().fail(std::current_exception());
    if (this->parent != nullptr) this->parent->child_failed.store(true, std::memory_order_relaxed);
  }

  Knowing await_transform(Self) { return {*this}; }
  Forking await_transform(Fork index) { return {*this, static_cast<int>(index)}; }
  Joining await_transform(Last index) { return {*this, static_cast<int>(index)}; }

 private:
  // Not inlined, so that the coroutine, which leaves run as well, has fewer registers to save.
  [[gnu::noinline]] bool goes_on_after_fork(int index);
  [[gnu::noinline]] bool has_all_after_last(int index);
  [[gnu::always_inline]] inline void start(int index) noexcept;
};

template <class W, class Cell>
struct Visit<W, Cell>::promise_type::Knowing {
  const promise_type& frame;
  bool await_ready() const noexcept { return true; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  const Inner<W>& await_resume() const noexcept { return frame; }
};

// Runs a child. One that cannot begin, for want of memory or because finding it threw, has ended with that.
template <class W, class Cell>
void Visit<W, Cell>::promise_type::start(int index) noexcept {
  try {
    Cell::visit(Child<W>{*this, index});
  } catch (...) {
    Worker::current->all().fail(std::current_exception());
    this->child_failed.store(true, std::memory_order_relaxed);
  }
}

template <class W, class Cell>
struct Visit<W, Cell>::promise_type::Forking {
  promise_type& frame;
  int index;
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<>) const noexcept { return !frame.goes_on_after_fork(index); }
  void await_resume() const noexcept {}
};

// Nothing of the frame is written between the push and the child's return, nor after it unless it goes on here.
template <class W, class Cell>
bool Visit<W, Cell>::promise_type::goes_on_after_fork(int index) {
  this->continuation = Handle::from_promise(*this);
  Worker::current->push(*this);
  start(index);
  return Worker::current->goes_on(*this);
}

template <class W, class Cell>
struct Visit<W, Cell>::promise_type::Joining {
  promise_type& frame;
  int index;
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<>) const noexcept { return !frame.has_all_after_last(index); }
  std::span<const Result> await_resume() const {
    if (frame.child_failed.load(std::memory_order_relaxed)) [[unlikely]]
      throw ChildFailed{};
    return std::span(frame.results).first(static_cast<std::size_t>(index) + 1);
  }
};

template <class W, class Cell>
bool Visit<W, Cell>::promise_type::has_all_after_last(int index) {
  this->continuation = Handle::from_promise(*this);
  start(index);
  return Worker::current->has_all(*this);
}

template <class W, class Cell>
struct Visit<W, Cell>::promise_type::Ending {
  bool nested;
  bool await_ready() const noexcept { return nested; }
  void await_suspend(Handle ended) const noexcept {
    ended.promise().continuation = ended;
    Worker::current->end(ended.promise());
  }
  void await_resume() const noexcept {}
};

}  // namespace impls::stealing
