#pragma once
// The coroutine of a node: runs as soon as it is called, on top of its parent, which is suspended and can be stolen meanwhile.

#include <array>
#include <coroutine>
#include <exception>
#include <span>
#include <utility>

#include "impls/substrate/stealing/workers.h"

namespace impls::stealing {

/// Returned by a coroutine whose first two parameters say where its result goes and which frame waits for it, null for a root.
/// It owns itself.
template <class Result, std::size_t max_children>
struct Visit {
  class promise_type : public Frame {
   public:
    template <class... Arguments>
    promise_type(Result* its_result, Frame* its_parent, const Arguments&...) : Frame(its_parent), result(its_result) {}

    static void* operator new(std::size_t bytes) { return Worker::current->frames.allocate(bytes); }
    static void operator delete(void* frame, std::size_t) { Worker::current->frames.free(frame); }

    Visit get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept { return End{nested}; }
    void return_value(Result value) { *result = std::move(value); }
    void unhandled_exception() noexcept {
      Worker::current->all().fail(std::current_exception());
      if (parent != nullptr) parent->child_failed.store(true, std::memory_order_relaxed);
    }

    template <class Awaited>
    auto await_transform(Awaited awaited) {
      return typename Awaited::template Awaiter<promise_type>{*this, awaited};
    }

    Result* const result;
    std::array<Result, max_children> results;  // of the children; here, because an exception may end the body before them

   private:
    struct End {
      bool nested;
      bool await_ready() const noexcept { return nested; }
      void await_suspend(std::coroutine_handle<promise_type> ended) const noexcept {
        ended.promise().continuation = ended;
        Worker::current->end(ended.promise());
      }
      void await_resume() const noexcept {}
    };
  };
};

/// Thrown by a join after a child that threw; the run keeps what the child threw.
struct ChildFailed {};

/// Awaited by a node: `visit` starts on a child. The node itself can be stolen until the child returns.
template <auto visit, class W>
struct Fork {
  const W& workload;
  const typename W::Node& node;
  int index;

  template <class Promise>
  struct Awaiter {
    Promise& frame;
    Fork fork;

    bool await_ready() const noexcept { return false; }
    // Nothing of the frame is touched between the push and its return, for it may go on elsewhere.
    bool await_suspend(std::coroutine_handle<>) const {
      Promise& parent = frame;
      const W& workload = fork.workload;
      const auto child = workload.child(fork.node, fork.index);
      auto* const result = &parent.results[static_cast<std::size_t>(fork.index)];
      parent.continuation = std::coroutine_handle<Promise>::from_promise(parent);
      Worker::current->push(parent);
      visit(result, &parent, workload, child);
      return !Worker::current->goes_on(parent);
    }
    void await_resume() const noexcept {}
  };
};

template <auto visit, class W>
Fork<visit, W> fork(const W& workload, const typename W::Node& node, int index) {
  return {workload, node, index};
}

/// Awaited by a node: `visit` starts on the last child; when all children have ended, gives their results in order.
template <auto visit, class W>
struct Last {
  const W& workload;
  const typename W::Node& node;
  int index;

  template <class Promise>
  struct Awaiter {
    Promise& frame;
    Last last;

    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<>) const {
      Promise& parent = frame;
      parent.continuation = std::coroutine_handle<Promise>::from_promise(parent);
      visit(&parent.results[static_cast<std::size_t>(last.index)], &parent, last.workload, last.workload.child(last.node, last.index));
      return !Worker::current->has_all(parent);
    }
    std::span<const typename W::Result> await_resume() const {
      if (frame.child_failed.load(std::memory_order_relaxed)) [[unlikely]]
        throw ChildFailed{};
      return std::span(frame.results).first(static_cast<std::size_t>(last.index) + 1);
    }
  };
};

template <auto visit, class W>
Last<visit, W> last(const W& workload, const typename W::Node& node, int index) {
  return {workload, node, index};
}

}  // namespace impls::stealing
