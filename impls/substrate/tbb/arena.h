#pragma once
// The oneTBB threads that a `tbb` cell may use: exactly `workers`, the caller included, and none left when the cell ends.

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include <utility>

namespace impls::tbb_backend {

/// An arena alone would stop at the number of CPUs; global_control alone counts for the whole process. One of these at a time:
/// of several, the smallest limit would hold for all.
class Arena {
 public:
  explicit Arena(int workers) : limit_(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(workers)), arena_(workers) {}
  Arena(const Arena&) = delete;
  ~Arena() {
    arena_.terminate();
    tbb::finalize(threads_, std::nothrow);
  }

  template <class Work>
  auto execute(Work&& work) {
    return arena_.execute(std::forward<Work>(work));
  }

 private:
  tbb::task_scheduler_handle threads_{tbb::attach{}};
  tbb::global_control limit_;
  tbb::task_arena arena_;
};

}  // namespace impls::tbb_backend
