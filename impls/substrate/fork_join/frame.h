#pragma once
// Lazy coroutine frames that fork child frames and are resumed by whichever child finishes last. One for all backends.

#include <array>
#include <atomic>
#include <coroutine>
#include <exception>
#include <span>
#include <utility>

namespace impls {

/// What a frame tells that it has finished. Arrivals may come from any thread; the last one decides what runs next there.
struct Arrivals {
  std::atomic<int> pending = 1;

  /// Called by the last to arrive. Everything the frames wrote is visible; after the return they are not touched.
  virtual std::coroutine_handle<> all_arrived() noexcept = 0;

 protected:
  ~Arrivals() = default;
};

/// Owns a suspended coroutine that gives one Result. `Scheduler::Hook` is what its backend needs within each frame.
template <class Result, class Scheduler>
class [[nodiscard]] Frame {
 public:
  struct promise_type : Scheduler::Hook {
    Result result{};
    std::exception_ptr error;
    Arrivals* arrivals = nullptr;

    Frame get_return_object() { return Frame(Handle::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept { return Finish{}; }
    void return_value(Result value) { result = std::move(value); }
    void unhandled_exception() { error = std::current_exception(); }
  };
  using Handle = std::coroutine_handle<promise_type>;

  Frame() = default;
  Frame(Frame&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Frame& operator=(Frame&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Frame() {
    if (handle_) handle_.destroy();
  }

  Handle handle() const { return handle_; }
  promise_type& promise() const { return handle_.promise(); }

  /// Its result, or what it threw. Only once it has arrived.
  Result take() const {
    if (promise().error) std::rethrow_exception(promise().error);
    return std::move(promise().result);
  }

 private:
  struct Finish {
    bool await_ready() noexcept { return false; }
    std::coroutine_handle<> await_suspend(Handle finished) noexcept {
      Arrivals& arrivals = *finished.promise().arrivals;
      if (arrivals.pending.fetch_sub(1) == 1) return arrivals.all_arrived();
      return std::noop_coroutine();
    }
    void await_resume() noexcept {}
  };

  explicit Frame(Handle handle) : handle_(handle) {}

  Handle handle_;
};

/// Awaited by the parent: schedules all children but the last, goes on with the last at once, gives the results in order.
template <class Result, std::size_t max_children, class Scheduler>
class Fork final : Arrivals {
 public:
  explicit Fork(Scheduler& scheduler) : scheduler_(scheduler) {}
  void add(Frame<Result, Scheduler> child) { children_[count_++] = std::move(child); }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> parent) {
    parent_ = parent;
    pending = static_cast<int>(count_);
    for (std::size_t i = 0; i < count_; ++i) children_[i].promise().arrivals = this;
    for (std::size_t i = 0; i + 1 < count_; ++i) scheduler_.schedule(children_[i].promise(), children_[i].handle());
    return children_[count_ - 1].handle();
  }
  std::span<const Result> await_resume() {
    for (std::size_t i = 0; i < count_; ++i) {
      results_[i] = children_[i].take();
      children_[i] = {};
    }
    return std::span(results_).first(count_);
  }

 private:
  std::coroutine_handle<> all_arrived() noexcept override { return parent_; }

  Scheduler& scheduler_;
  std::size_t count_ = 0;
  std::coroutine_handle<> parent_;
  std::array<Frame<Result, Scheduler>, max_children> children_;
  std::array<Result, max_children> results_;
};

}  // namespace impls
