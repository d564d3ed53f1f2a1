#pragma once
// Which CPUs this process may use, and a thread kept on one of them.

#include <sched.h>

#include <vector>

namespace impls::substrate {

/// Those that the calling thread may run on, in order.
std::vector<int> usable_cpus();

/// Keeps the calling thread on one CPU from now on.
void pin_this_thread(int cpu);

/// Keeps the calling thread on one CPU while it lives, then lets it run where it did before. Ends on the thread that made it.
class Pinned {
 public:
  explicit Pinned(int cpu);
  Pinned(const Pinned&) = delete;
  ~Pinned();

 private:
  cpu_set_t before_;
};

}  // namespace impls::substrate
