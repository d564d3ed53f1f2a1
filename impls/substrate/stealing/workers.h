#pragma once
// The threads of a cell: one runs until it has nothing left, then takes the oldest continuation of another, or sleeps.

#include <coroutine>
#include <optional>
#include <thread>
#include <vector>

#include "impls/substrate/fork_join/first_error.h"
#include "impls/substrate/stealing/deque.h"
#include "impls/substrate/stealing/frame_stack.h"
#include "impls/substrate/stealing/join.h"

namespace impls::stealing {

/// What the workers know of a coroutine. At any time it belongs to one thread: the one that runs it; once it is pushed, whoever
/// takes it from the deque; once it waits, the last child to arrive.
///
/// A child starts within its parent's await_suspend, as a call on the machine stack (the fast clone of Cilk-5), so without a steal
/// nothing is ever suspended in earnest: the child returns, the parent takes itself back from the deque, goes on. The machine
/// stack is as deep as the tree, as with plain recursion. After a steal the victim finds its deque empty; all that lies below it on
/// the machine stack belongs to others, so it returns, frame by frame, to work() and looks for something else.
struct Frame {
  explicit Frame(Frame* its_parent) : parent(its_parent) {}

  std::coroutine_handle<> continuation;  // set before another may resume it
  Frame* parent;                         // null: the root of the run
  Join join;
  bool nested = true;                      // runs within its parent's await_suspend and returns there; false once resumed by work()
  std::atomic<bool> child_failed = false;  // set by children
};

class Workers;

/// A thread that visits nodes; its members are called by that thread. Others touch steals_, asleep_ and the deque's stealing end.
class alignas(64) Worker {
 public:
  [[gnu::tls_model("local-exec")]] static constinit thread_local Worker* current;

  Worker(Workers& all, Segments& segments, std::size_t number) : frames(segments), all_(all), number_(number) {}

  /// Lets others take the frame's continuation; for the frame itself that is being suspended, right before it runs a child.
  void push(Frame& frame);

  /// After that child returned, by the thread that pushed: true if the frame goes on here. If not, others have it, or had it.
  bool goes_on(Frame& frame) {
    if (deque_.pop()) [[likely]]
      return true;
    leave(frame);
    return false;
  }

  /// After the last child returned: true if every child has ended, and the frame goes on here. If not, the last one resumes it.
  bool has_all(Frame& frame) {
    if (!left_ && frame.join.expects_none()) [[likely]]
      return true;
    return wait(frame);
  }

  /// Ends a frame that is suspended at its end and not nested.
  void end(Frame& frame);

  Workers& all() { return all_; }

  FrameStack frames;

 private:
  friend class Workers;

  void after_push();
  void leave(Frame& frame);
  bool wait(Frame& frame);
  void arrive(Frame& parent);
  void resume(Frame& frame);

  bool left_ = false;      // the frame that last returned to its parent is unfinished: others will end it
  Frame* next_ = nullptr;  // to be resumed once everything has returned
  Workers& all_;
  const std::size_t number_;
  std::atomic<std::uint64_t> steals_ = 0;
  Deque<Frame> deque_;
  alignas(64) std::atomic<int> asleep_ = 0;  // may be set by its owner; whoever clears it owes or takes back the wake-up
};

class Workers {
 public:
  explicit Workers(int workers);
  Workers(const Workers&) = delete;
  ~Workers();

  /// Makes the caller worker 0 and lets `start` start the root, a coroutine; returns, or throws the first error, when it has ended.
  template <class Start>
  void run(Start start) {
    const Inside inside(*this);
    begin_run();
    start();
    finish_run();
  }

  /// What was thrown within a node. By any thread, before the node arrives at its parent.
  void fail(std::exception_ptr error) noexcept { error_->keep(std::move(error)); }

  std::uint64_t steals() const;  // in all runs
  int asleep() const { return sleepers_; }

 private:
  friend class Worker;

  struct Inside {
    explicit Inside(Workers& all);
    ~Inside();
  };

  void begin_run();
  void finish_run();
  void work(Worker& self, const std::atomic<bool>& done);
  Frame* find(Worker& self);
  bool has_reason_to_stay_awake(const std::atomic<bool>& done) const;
  void rest(Worker& self, const std::atomic<bool>& done);
  void wake_any();
  bool wake(Worker& worker);
  void end_run();

  std::atomic<int> sleepers_ = 0;  // at least the number of workers with asleep_ set
  std::atomic<bool> run_ended_ = false;
  std::atomic<bool> stopping_ = false;
  std::optional<FirstError> error_;  // of this run
  Segments segments_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::jthread> threads_;
};

inline void Worker::push(Frame& frame) {
  if (deque_.push(frame)) [[unlikely]]
    after_push();
}

}  // namespace impls::stealing
