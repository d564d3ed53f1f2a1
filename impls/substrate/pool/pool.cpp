// How the pool's workers find tasks, sleep and are woken.
#include "impls/substrate/pool/pool.h"

#include <utility>

namespace impls::pool {

// Looks for work this often before sleeping: about 2 µs, far less than the wake-up that it may save.
constexpr int looks_before_sleep = 50;

void Deque::push(Task& task) {
  const std::lock_guard lock(mutex_);
  task.newer = nullptr;
  task.older = newest_;
  (newest_ == nullptr ? oldest_ : newest_->newer) = &task;
  newest_ = &task;
}

Task* Deque::pop() {
  const std::lock_guard lock(mutex_);
  Task* const task = newest_;
  if (task == nullptr) return nullptr;
  newest_ = task->older;
  (newest_ == nullptr ? oldest_ : newest_->newer) = nullptr;
  return task;
}

Task* Deque::steal() {
  const std::lock_guard lock(mutex_);
  Task* const task = oldest_;
  if (task == nullptr) return nullptr;
  oldest_ = task->newer;
  (oldest_ == nullptr ? newest_ : oldest_->older) = nullptr;
  return task;
}

bool Deque::empty() const {
  const std::lock_guard lock(mutex_);
  return newest_ == nullptr;
}

constinit thread_local Pool::Worker* Pool::current = nullptr;

Pool::Pool(int workers) : workers_(static_cast<std::size_t>(workers)) {
  for (std::size_t i = 1; i < workers_.size(); ++i) threads_.emplace_back([this, i] { work(workers_[i]); });
}

Pool::~Pool() {
  stopping_ = true;
  for (Worker& worker : workers_) wake(worker);
  threads_.clear();
}

Pool::Inside::Inside(Pool& pool) { current = &pool.workers_.front(); }
Pool::Inside::~Inside() { current = nullptr; }

void Pool::schedule(Task& task) {
  current->tasks.push(task);
  if (sleepers_.load() > 0) wake_any();
}

void Pool::help_until(const Join& join) {
  Worker& self = *current;
  while (!join.complete()) {
    if (Task* task = find(self))
      task->run(*task);
    else
      rest(self, &join);
  }
}

void Pool::work(Worker& self) {
  current = &self;
  while (!stopping_) {
    if (Task* task = find(self))
      task->run(*task);
    else
      rest(self, nullptr);
  }
}

Task* Pool::find(Worker& self) {
  if (Task* task = self.tasks.pop()) return task;
  const auto own = static_cast<std::size_t>(&self - workers_.data());
  for (std::size_t i = 1; i < workers_.size(); ++i)
    if (Task* task = workers_[(own + i) % workers_.size()].tasks.steal()) {
      ++self.steals;
      return task;
    }
  return nullptr;
}

std::uint64_t Pool::steals() const {
  std::uint64_t sum = 0;
  for (const Worker& worker : workers_) sum += worker.steals;
  return sum;
}

bool Pool::has_reason_to_stay_awake(const Join* join) const {
  if (stopping_ || (join != nullptr && join->complete())) return true;
  for (const Worker& worker : workers_)
    if (!worker.tasks.empty()) return true;
  return false;
}

// No wake-up is lost: `asleep` is set before the last look. Whoever gives a reason first gives it, then reads `asleep`; a
// deque's mutex, or the single order of the sequentially consistent operations, makes one of the two see the other.
void Pool::rest(Worker& self, const Join* join) {
  for (int look = 0; look < looks_before_sleep; ++look)
    if (has_reason_to_stay_awake(join)) return;
  ++sleepers_;
  self.asleep = true;
  if (has_reason_to_stay_awake(join) && self.asleep.exchange(false)) {
    --sleepers_;
    return;
  }
  std::unique_lock lock(self.mutex);
  self.woken_up.wait(lock, [&] { return self.woken; });
  self.woken = false;
}

bool Pool::wake(Worker& worker) {
  if (!worker.asleep.load() || !worker.asleep.exchange(false)) return false;
  --sleepers_;
  {
    const std::lock_guard lock(worker.mutex);
    worker.woken = true;
  }
  worker.woken_up.notify_one();
  return true;
}

void Pool::wake_any() {
  for (Worker& worker : workers_)
    if (wake(worker)) return;
}

void Join::arrive() {
  Pool& pool = pool_;
  Pool::Worker& owner = owner_;
  if (pending_.fetch_sub(1) == 1) pool.wake(owner);
}

}  // namespace impls::pool
