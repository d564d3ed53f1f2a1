#pragma once
// What is behind a promise: the state shared by who settles it and who consumes it, and the link that `then` appends.

#include <cstddef>
#include <cstdint>
#include <exception>
#include <type_traits>
#include <utility>
#include <variant>

#include "impls/substrate/promise/memory.h"

namespace impls::substrate {
template <class T>
class Promise;
}

namespace impls::substrate::promise {

template <class T>
class Ref;

class Node;
void enqueue(Ref<Node>&& link, Node& source) noexcept;
void run_settled(Ref<Node>&& link, Node& source) noexcept;

/// Counted by Refs, without atomics: a node belongs to one thread.
class Node {
 public:
  static void* operator new(std::size_t size) { return allocate(size); }
  static void operator delete(void* memory, std::size_t size) { release(memory, size); }

  Node() = default;
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  virtual ~Node() = default;

 protected:
  virtual void run(Node& /*source*/) noexcept {}  // what a link does once its source is settled

 private:
  template <class>
  friend class Ref;
  friend void promise::enqueue(Ref<Node>&& link, Node& source) noexcept;
  friend void promise::run_settled(Ref<Node>&& link, Node& source) noexcept;
  friend struct Queue;

  std::uint32_t references_ = 1;  // its maker's
  Node* next_;                    // in the queue of links to run
  Node* source_;                  // while it is there, with a reference
};

template <class T>
class Ref {
 public:
  Ref() = default;
  Ref(std::nullptr_t) {}
  explicit Ref(T* node) : node_(node) {
    if (node_ != nullptr) ++node_->Node::references_;
  }
  Ref(const Ref& other) : Ref(other.node_) {}
  Ref(Ref&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  template <class Derived>
  Ref(Ref<Derived>&& other) noexcept : node_(other.release()) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(node_, other.node_);
    return *this;
  }
  ~Ref() {
    if (node_ != nullptr && --node_->Node::references_ == 0) delete node_;
  }
  static Ref adopt(T* counted) {
    Ref ref;
    ref.node_ = counted;
    return ref;
  }

  T* release() { return std::exchange(node_, nullptr); }
  T* operator->() const { return node_; }
  T& operator*() const { return *node_; }
  explicit operator bool() const { return node_ != nullptr; }

 private:
  T* node_ = nullptr;
};

template <class N, class... Arguments>
inline Ref<N> make(Arguments&&... arguments) {
  return Ref<N>::adopt(new N(std::forward<Arguments>(arguments)...));
}

/// The links to run after the one that runs.
struct Queue {
  Node* first;
  Node* last;
  bool running;

  void run_all() noexcept;
};
extern constinit thread_local Queue queue;

/// Runs `link` for its settled source, which the caller holds: now, or, if this thread is running a link already, after it.
inline void run_settled(Ref<Node>&& link, Node& source) noexcept {
  if (queue.running) [[unlikely]]
    return enqueue(std::move(link), source);
  queue.running = true;
  Ref<Node>(std::move(link))->run(source);
  if (queue.first != nullptr) [[unlikely]]
    queue.run_all();
  queue.running = false;
}

inline constexpr std::size_t fulfilled = 1;  // the alternatives of a Result; 0 is pending
inline constexpr std::size_t rejected = 2;

template <class T>
class State : public Node {
 public:
  using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;
  using Result = std::variant<std::monostate, Value, std::exception_ptr>;

  Result& result() { return result_; }

  /// The caller holds this state, here and below.
  template <std::size_t ending, class... Given>
  void settle(Given&&... given) {
    if (stands_in_) [[unlikely]]
      return static_cast<State&>(*std::exchange(consumer_, nullptr)).template settle<ending>(std::forward<Given>(given)...);
    result_.template emplace<ending>(std::forward<Given>(given)...);
    if (consumer_) run_settled(std::move(consumer_), *this);
  }

  void settle_as(Result&& ended) {
    if (ended.index() == fulfilled)
      settle<fulfilled>(std::get<fulfilled>(std::move(ended)));
    else
      settle<rejected>(std::get<rejected>(std::move(ended)));
  }

  void on_settled(Ref<Node>&& link) {
    if (result_.index() == 0) [[likely]]
      consumer_ = std::move(link);
    else
      run_settled(std::move(link), *this);
  }

  /// Takes over what `inner`, whose consumer this is, will be. If this stands in for another already, `inner` does from now on and
  /// this is done with: a loop whose every turn returns the promise of the next one holds its first and its last, no more.
  void become(Ref<State>&& inner) {
    if (inner->result_.index() != 0) [[unlikely]]
      return settle_as(std::move(inner->result_));
    if (stands_in_) [[likely]]
      inner->consumer_ = std::move(consumer_);
    else
      inner->consumer_ = Ref<Node>(this);
    inner->stands_in_ = true;
  }

 private:
  Result result_;
  bool stands_in_ = false;
  Ref<Node> consumer_;  // the link to run, or the State that this stands in for
};

/// What a callback that returns `Returned` makes a promise of.
template <class Returned>
struct Unwrap {
  using Value = Returned;
};
template <class T>
struct Unwrap<Promise<T>> {
  using Value = T;
  static Ref<State<T>> state(Promise<T> promise) { return std::move(promise.state_); }
};

/// The promise of what `Callback` makes of a State<T> that ended as `handled`; the other ending passes by.
template <class T, class U, std::size_t handled, class Callback>
class Link final : public State<U> {
 public:
  template <class Given>
  explicit Link(Given&& callback) : callback_(std::forward<Given>(callback)) {}

 private:
  void run(Node& source) noexcept override {
    auto& ended = static_cast<State<T>&>(source).result();
    if (ended.index() == handled) [[likely]] {
      try {
        Callback callback = std::move(callback_);  // what it owns ends with the call, however long this state lives on
        call(callback, std::get<handled>(ended));
      } catch (...) {
        this->template settle<rejected>(std::current_exception());
      }
    } else if constexpr (handled == fulfilled) {
      this->template settle<rejected>(std::get<rejected>(std::move(ended)));
    } else {
      this->settle_as(std::move(ended));
    }
  }

  template <class Value>
  void call(Callback& callback, Value& value) {
    const auto invoke = [&]() -> decltype(auto) {
      if constexpr (std::is_same_v<Value, std::monostate>)
        return callback();
      else
        return callback(std::move(value));
    };
    using Returned = decltype(invoke());
    if constexpr (std::is_void_v<Returned>) {
      invoke();
      this->template settle<fulfilled>();
    } else if constexpr (std::is_same_v<Returned, Promise<U>>) {
      this->become(Unwrap<Returned>::state(invoke()));
    } else {
      this->template settle<fulfilled>(invoke());
    }
  }

  Callback callback_;
};

}  // namespace impls::substrate::promise
