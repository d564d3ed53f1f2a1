// Affinity of threads.
#include "impls/substrate/posix/cpus.h"

#include "impls/substrate/posix/sockets.h"

namespace impls::substrate {

std::vector<int> usable_cpus() {
  cpu_set_t set;
  check(sched_getaffinity(0, sizeof set, &set), "sched_getaffinity");
  std::vector<int> cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
    if (CPU_ISSET(cpu, &set)) cpus.push_back(cpu);
  return cpus;
}

void pin_this_thread(int cpu) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  check(sched_setaffinity(0, sizeof one, &one), "sched_setaffinity");
}

Pinned::Pinned(int cpu) {
  check(sched_getaffinity(0, sizeof before_, &before_), "sched_getaffinity");
  pin_this_thread(cpu);
}

Pinned::~Pinned() { sched_setaffinity(0, sizeof before_, &before_); }

}  // namespace impls::substrate
