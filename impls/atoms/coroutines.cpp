// Atoms: stackless coroutines: a frame made and destroyed, resumed, handed control by another one.
#include <coroutine>
#include <exception>
#include <utility>

#include "impls/substrate/coroutine/task.h"
#include "workloads/atoms.h"

namespace impls::atoms {
namespace {

using workloads::AtomRun;
using workloads::make_atom;

// A frame that its handle owns; suspended at first, and at the end.
struct Frame {
  struct promise_type {
    Frame get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    std::suspend_always final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() const noexcept { std::terminate(); }
  };
  std::coroutine_handle<promise_type> handle;
};

// Not inlined: clang would keep the frame on the caller's stack.
[[gnu::noinline]] Frame add_once(std::int64_t& count) {
  ++count;
  co_return;
}

[[gnu::noinline]] Frame add_for_ever(std::int64_t& count) {
  for (;;) {
    ++count;
    co_await std::suspend_always{};
  }
}

[[gnu::noinline]] substrate::Task<std::int64_t> one_more(std::int64_t count) { co_return count + 1; }

struct CreateAndDestroy final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i) {
      const Frame frame = add_once(done);
      frame.handle.resume();
      frame.handle.destroy();
    }
    return done;
  }
};

class Resume final : public AtomRun {
 public:
  ~Resume() override { frame_.handle.destroy(); }
  std::int64_t run(std::int64_t operations) override {
    count_ = 0;
    for (std::int64_t i = 0; i < operations; ++i) frame_.handle.resume();
    return count_;
  }

 private:
  std::int64_t count_ = 0;
  Frame frame_ = add_for_ever(count_);
};

// Two frames hand control to each other; back to the caller every thousand times, so that a build whose compiler makes calls
// of the transfers (-O0) keeps its stack.
class Transfer final : public AtomRun {
 public:
  ~Transfer() override {
    one_.handle.destroy();
    other_.handle.destroy();
  }
  std::int64_t run(std::int64_t operations) override {
    const std::int64_t before = done_;
    while (done_ - before < operations) {
      left_ = std::min<std::int64_t>(1000, operations - (done_ - before));
      next_->resume();
    }
    return done_ - before;
  }

 private:
  struct To {
    Transfer& all;
    std::coroutine_handle<Frame::promise_type>& other;
    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<>) const noexcept {
      ++all.done_;
      all.next_ = &other;
      if (--all.left_ > 0) return other;
      return std::noop_coroutine();
    }
    void await_resume() const noexcept {}
  };

  [[gnu::noinline]] static Frame bounce(Transfer& all, std::coroutine_handle<Frame::promise_type>& other) {
    for (;;) co_await To{all, other};
  }

  std::int64_t done_ = 0;
  std::int64_t left_ = 0;
  Frame one_ = bounce(*this, other_.handle);
  Frame other_ = bounce(*this, one_.handle);
  std::coroutine_handle<Frame::promise_type>* next_ = &one_.handle;
};

// Awaits a task that ends at once: what a function costs that is a coroutine.
class Await final : public AtomRun {
 public:
  ~Await() override { frame_.handle.destroy(); }
  std::int64_t run(std::int64_t operations) override {
    done_ = 0;
    wanted_ = operations;
    frame_.handle.resume();
    return done_;
  }

 private:
  static Frame await_many(Await& all) {
    for (;;) {
      while (all.done_ < all.wanted_) all.done_ = co_await one_more(all.done_);
      co_await std::suspend_always{};
    }
  }

  std::int64_t done_ = 0;
  std::int64_t wanted_ = 0;
  Frame frame_ = await_many(*this);
};

[[maybe_unused]] const bool registered = workloads::add_atoms(
    "coroutines",
    {{.name = "create_destroy", .operation = "a coroutine created, resumed once and destroyed", .make = make_atom<CreateAndDestroy>},
     {.name = "resume", .operation = "a coroutine resumed until it suspends again", .make = make_atom<Resume>},
     {.name = "transfer", .operation = "one symmetric transfer between two coroutines", .make = make_atom<Transfer>},
     {.name = "await_task", .operation = "a Task of ours created, awaited (it ends at once) and destroyed", .make = make_atom<Await>}});

}  // namespace
}  // namespace impls::atoms
