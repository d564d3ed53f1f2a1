#pragma once
// A frame's join: counts only the children that were left behind by a steal, so that a frame nobody stole from counts nothing.

#include <atomic>
#include <utility>

#include "impls/substrate/stealing/yield_point.h"

namespace impls::stealing {

/// The counter is split as in Nowa (Schmaus, Pfeiffer, Schröder-Preikschat, Hönig and Nolte, "Nowa: A Wait-Free Continuation-Stealing
/// Concurrency Platform", IPDPS 2021): whoever runs the frame counts what is outstanding in a plain integer and adds it to the
/// atomic one only when it waits; children that end subtract at any time.
///
/// Invariant: atomic = -(arrived) before the frame waits, outstanding - arrived once it waits; so it becomes 0 by the frame's own
/// addition (all had arrived: go on) or by the last child's subtraction (resume the frame), never by both.
class Join {
 public:
  /// By the thread that runs the frame: one more child will arrive.
  void expect() { ++outstanding_; }
  bool expects_none() const { return outstanding_ == 0; }

  /// By the thread that runs the frame, once it is suspended: true if all have arrived. If not, the frame belongs to the last child.
  bool wait() {
    const int outstanding = std::exchange(outstanding_, 0);
    yield_point();
    return balance_.fetch_add(outstanding) == -outstanding;
  }

  /// By a child that has ended: true if the frame waited for it alone. If not, the frame may be gone on return.
  bool arrive() {
    yield_point();
    return balance_.fetch_sub(1) == 1;
  }

 private:
  int outstanding_ = 0;
  std::atomic<int> balance_ = 0;
};

}  // namespace impls::stealing
