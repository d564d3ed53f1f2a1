// What happens off the straight path: a continuation was stolen, a frame waits for its children, a worker has nothing to do.
#include "impls/substrate/stealing/workers.h"

#include <utility>

namespace impls::stealing {

// Looks for work this often before sleeping, some 20 µs: less than it takes a sleeping processor to come back.
constexpr int looks_before_sleep = 32;

constinit thread_local Worker* Worker::current = nullptr;

void Worker::after_push() {
  if (!deque_.after_push() || all_.sleepers_ == 0) return;
  all_.wake_any();
  if (all_.sleepers_ > 0) deque_.want_to_know();
}

// The child that just returned was the last of this thread's on the frame: all older frames of the deque are stolen as well, so
// everything below on the machine stack returns, one after the other, to work(). The frame may be gone unless the child is
// ended and has not arrived.
void Worker::leave(Frame& frame) {
  if (std::exchange(left_, true)) return;
  arrive(frame);
}

bool Worker::wait(Frame& frame) {
  if (std::exchange(left_, false)) frame.join.expect();
  if (frame.join.wait()) {
    frames.take_over(&frame);
    return true;
  }
  left_ = true;
  return false;
}

// The stack is saved first: after an arrival that is not the last, the parent and the stack it lies on may be another's.
void Worker::arrive(Frame& parent) {
  const bool on_its_stack = frames.offer(&parent);
  if (parent.join.arrive()) {
    frames.take_over(&parent);
    next_ = &parent;
  } else if (on_its_stack) {
    frames.start_empty();
  }
}

// An exception may have ended the body before its children: then the last of them comes here again.
void Worker::end(Frame& frame) {
  if (!has_all(frame)) return;
  Frame* const parent = frame.parent;
  frame.continuation.destroy();
  if (parent != nullptr)
    arrive(*parent);
  else
    all_.end_run();
}

void Worker::resume(Frame& frame) {
  left_ = false;
  frame.nested = false;
  if (frame.continuation.done())
    end(frame);
  else
    frame.continuation.resume();
}

Workers::Workers(int workers) {
  prepare_barriers();
  while (workers_.size() < static_cast<std::size_t>(workers))
    workers_.push_back(std::make_unique<Worker>(*this, segments_, workers_.size()));
  for (std::size_t i = 1; i < workers_.size(); ++i)
    threads_.emplace_back([this, i] {
      Worker::current = workers_[i].get();
      work(*workers_[i], stopping_);
    });
}

Workers::~Workers() {
  stopping_ = true;
  for (const auto& worker : workers_) wake(*worker);
  threads_.clear();
}

Workers::Inside::Inside(Workers& all) { Worker::current = all.workers_.front().get(); }
Workers::Inside::~Inside() { Worker::current = nullptr; }

void Workers::begin_run() {
  error_.emplace();
  run_ended_ = false;
  workers_.front()->left_ = false;
}

void Workers::finish_run() {
  Worker& self = *workers_.front();
  if (self.left_) work(self, run_ended_);
  error_->rethrow();
}

void Workers::end_run() {
  run_ended_ = true;
  wake(*workers_.front());
}

// Its own deque is empty whenever a worker is here.
void Workers::work(Worker& self, const std::atomic<bool>& done) {
  for (;;) {
    while (self.next_ != nullptr) self.resume(*std::exchange(self.next_, nullptr));
    if (done) return;
    self.next_ = find(self);
    if (self.next_ == nullptr) rest(self, done);
  }
}

Frame* Workers::find(Worker& self) {
  for (std::size_t i = 1; i < workers_.size(); ++i) {
    Frame* const frame = workers_[(self.number_ + i) % workers_.size()]->deque_.steal();
    if (frame == nullptr) continue;
    frame->join.expect();  // the child that the victim runs
    self.steals_.store(self.steals_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    return frame;
  }
  return nullptr;
}

std::uint64_t Workers::steals() const {
  std::uint64_t sum = 0;
  for (const auto& worker : workers_) sum += worker->steals_.load(std::memory_order_relaxed);
  return sum;
}

bool Workers::has_reason_to_stay_awake(const std::atomic<bool>& done) const {
  if (done) return true;
  for (const auto& worker : workers_)
    if (!worker->deque_.looks_empty()) return true;
  return false;
}

// No wake-up is lost: `asleep_` is set before the last look. Whoever gives a reason first gives it, then reads sleepers_; the
// barrier between the two, on both sides, makes one of the two see the other.
void Workers::rest(Worker& self, const std::atomic<bool>& done) {
  for (int look = 0; look < looks_before_sleep; ++look) {
    if (has_reason_to_stay_awake(done)) return;
    for (int i = 0; i < 16; ++i) __builtin_ia32_pause();
  }
  ++sleepers_;
  self.asleep_ = 1;
  for (const auto& worker : workers_) worker->deque_.want_to_know();
  heavy_barrier();
  yield_point();
  if (has_reason_to_stay_awake(done) && self.asleep_.exchange(0) == 1) --sleepers_;
  while (self.asleep_.load() == 1) self.asleep_.wait(1);
}

bool Workers::wake(Worker& worker) {
  if (worker.asleep_.load() == 0 || worker.asleep_.exchange(0) == 0) return false;
  --sleepers_;
  worker.asleep_.notify_one();
  return true;
}

void Workers::wake_any() {
  for (const auto& worker : workers_)
    if (wake(*worker)) return;
}

}  // namespace impls::stealing
