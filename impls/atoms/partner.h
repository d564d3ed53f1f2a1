#pragma once
// The second thread of an atom, on the CPU that the atom is made for.

#include <sched.h>

#include <future>
#include <system_error>
#include <thread>

#include "workloads/atoms.h"

namespace impls::atoms {

inline void pin_this_thread(int cpu) {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(static_cast<std::size_t>(cpu), &cpus);
  if (sched_setaffinity(0, sizeof cpus, &cpus) != 0) throw std::system_error(errno, std::generic_category(), "sched_setaffinity");
}

/// Starts `body` on the partner's CPU and returns once it is there. Whoever destroys the thread has told the body to end.
template <class Body>
std::jthread start_partner(const workloads::AtomPlace& place, Body body) {
  std::promise<void> there;
  const std::future<void> is_there = there.get_future();
  std::jthread partner([cpu = place.partner_cpu, body = std::move(body), there = std::move(there)]() mutable {
    pin_this_thread(cpu);
    there.set_value();
    body();
  });
  is_there.wait();
  return partner;
}

}  // namespace impls::atoms
