#pragma once
// Coroutines: a lazy Task that its caller awaits, and a Spawned that owns itself.

#include <coroutine>
#include <exception>
#include <type_traits>
#include <utility>
#include <variant>

namespace impls::substrate {

template <class T>
class Task;

namespace task {

// Ending resumes the caller by symmetric transfer: neither a loop of awaits nor a deep chain of them grows the stack.
struct ResumeCaller {
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
    return ended.promise().caller;
  }
  void await_resume() const noexcept {}
};

template <class T>
struct PromiseBase {
  using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

  std::suspend_always initial_suspend() const noexcept { return {}; }
  ResumeCaller final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { result.template emplace<2>(std::current_exception()); }

  std::coroutine_handle<> caller;
  std::variant<std::monostate, Value, std::exception_ptr> result;
};

template <class T>
struct Promise : PromiseBase<T> {
  Task<T> get_return_object();
  template <class Given>
  void return_value(Given&& given) {
    this->result.template emplace<1>(std::forward<Given>(given));
  }
};

template <>
struct Promise<void> : PromiseBase<void> {
  Task<void> get_return_object();
  void return_void() { result.emplace<1>(); }
};

}  // namespace task

/// Starts when awaited, on the awaiting thread, and resumes its caller on the thread where it ends. Owns its frame: destroying
/// a Task that is suspended destroys what the frame holds. Awaited at most once. Its exception reaches the caller.
template <class T = void>
class [[nodiscard]] Task {
 public:
  using promise_type = task::Promise<T>;

  explicit Task(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
  Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (frame_) frame_.destroy();
  }

  auto operator co_await() && {
    struct Awaiter {
      std::coroutine_handle<promise_type> frame;
      bool await_ready() const noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<> caller) const noexcept {
        frame.promise().caller = caller;
        return frame;
      }
      T await_resume() const {
        auto& result = frame.promise().result;
        if (result.index() == 2) std::rethrow_exception(std::get<2>(result));
        if constexpr (!std::is_void_v<T>) return std::move(std::get<1>(result));
      }
    };
    return Awaiter{frame_};
  }

 private:
  std::coroutine_handle<promise_type> frame_;
};

template <class T>
Task<T> task::Promise<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<Promise>::from_promise(*this));
}

inline Task<void> task::Promise<void>::get_return_object() { return Task<void>(std::coroutine_handle<Promise>::from_promise(*this)); }

/// A coroutine that nobody awaits: starts at once and destroys its frame when it ends. An exception that leaves it terminates.
struct Spawned {
  struct promise_type {
    Spawned get_return_object() const noexcept { return {}; }
    std::suspend_never initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() const noexcept { std::terminate(); }
  };
};

}  // namespace impls::substrate
