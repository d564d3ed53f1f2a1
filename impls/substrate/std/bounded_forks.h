#pragma once
// How far the `std` cells fork: where a fork is a thread, in the first levels of a tree only and never past `workers` threads.

#include <atomic>
#include <cstdint>
#include <utility>

namespace impls::std_backend {

/// The thread of a fork, held while the forked child runs.
class Permit {
 public:
  Permit() = default;
  explicit Permit(std::atomic<int>& free) : free_(&free) {}
  Permit(Permit&& other) noexcept : free_(std::exchange(other.free_, nullptr)) {}
  ~Permit() {
    if (free_ != nullptr) ++*free_;
  }
  explicit operator bool() const { return free_ != nullptr; }

 private:
  std::atomic<int>* free_ = nullptr;
};

class BoundedForks {
 public:
  /// Forks down to the first level with 8 subtrees a worker or more, so that no worker is left with half of the tree.
  BoundedForks(int workers, int max_children) : free_(workers - 1) {
    for (long subtrees = 1; workers > 1 && subtrees < 8L * workers; subtrees *= max_children) ++levels_;
  }

  /// Whether a node on this level may fork (the root's is 0).
  bool forks_at(int level) const { return level < levels_; }

  /// A thread for one child, or none: then the child runs inline.
  Permit try_fork() {
    int free = free_;
    while (free > 0)
      if (free_.compare_exchange_weak(free, free - 1)) {
        taken_.fetch_add(1, std::memory_order_relaxed);
        return Permit(free_);
      }
    return {};
  }

  /// How many children had a thread, since this was made.
  std::uint64_t taken() const { return taken_; }

 private:
  int levels_ = 0;
  std::atomic<int> free_;
  std::atomic<std::uint64_t> taken_ = 0;  // beside the making of a thread
};

}  // namespace impls::std_backend
