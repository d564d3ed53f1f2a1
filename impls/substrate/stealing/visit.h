#pragma once
// The coroutine of a node: runs as soon as it is called, on top of its parent, which is suspended and can be stolen meanwhile.

#include <array>
#include <coroutine>
#include <exception>
#include <span>
#include <utility>

#include "impls/substrate/stealing/workers.h"

namespace impls::stealing {

/// Where a node's result goes, and to whom it is reported. A root has no parent.
template <class Result>
struct Place {
  Result* result;
  Frame* parent;
};

/// Awaited by a node: starts a child, which others may overtake; `start(place)` calls the child's coroutine.
template <class Start>
struct Fork {
  int index;
  Start start;
};
template <class Start>
Fork(int, Start) -> Fork<Start>;

/// Awaited by a node: starts the last child and waits for all; gives their results in order.
template <class Start>
struct Last {
  int index;
  Start start;
};
template <class Start>
Last(int, Start) -> Last<Start>;

/// Returned by a coroutine whose first parameter is its Place. It owns itself.
template <class Result, std::size_t max_children>
struct Visit {
  class promise_type : public Frame {
    using Handle = std::coroutine_handle<promise_type>;

   public:
    template <class... Arguments>
    explicit promise_type(const Place<Result>& place, const Arguments&...) : Frame(place.parent), result_(place.result) {}

    static void* operator new(std::size_t bytes) { return Worker::current->frames.allocate(bytes); }
    static void operator delete(void* frame, std::size_t) { Worker::current->frames.free(frame); }

    Visit get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept { return End{nested}; }
    void return_value(Result result) { *result_ = std::move(result); }
    void unhandled_exception() noexcept { Worker::current->all().fail(std::current_exception()); }

    template <class Start>
    auto await_transform(const Fork<Start>& fork) {
      return Forking<Start>{place(fork.index), fork.start};
    }
    template <class Start>
    auto await_transform(const Last<Start>& last) {
      return Joining<Start>{{place(last.index), last.start}, std::span(results_).first(static_cast<std::size_t>(last.index) + 1)};
    }

   private:
    // Nothing of the frame is touched after the push, unless it goes on here.
    template <class Start>
    struct Forking {
      Place<Result> place;
      Start start;
      bool await_ready() const noexcept { return false; }
      bool await_suspend(Handle parent) const noexcept {
        Worker& worker = *Worker::current;
        const Forking child = *this;
        Frame& frame = parent.promise();
        frame.continuation = parent;
        worker.push(frame);
        child.start(child.place);
        return !worker.goes_on(frame);
      }
      void await_resume() const noexcept {}
    };

    template <class Start>
    struct Joining {
      Forking<Start> child;
      std::span<const Result> results;
      bool await_ready() const noexcept { return false; }
      bool await_suspend(Handle parent) const noexcept {
        Worker& worker = *Worker::current;
        Frame& frame = parent.promise();
        frame.continuation = parent;
        child.start(child.place);
        return !worker.has_all(frame);
      }
      std::span<const Result> await_resume() const noexcept { return results; }
    };

    struct End {
      bool nested;
      bool await_ready() const noexcept { return nested; }
      void await_suspend(Handle ended) const noexcept {
        Frame& frame = ended.promise();
        frame.continuation = ended;
        Worker::current->end(frame);
      }
      void await_resume() const noexcept {}
    };

    Place<Result> place(int index) { return {&results_[static_cast<std::size_t>(index)], this}; }

    Result* result_;
    std::array<Result, max_children> results_;
  };
};

}  // namespace impls::stealing
