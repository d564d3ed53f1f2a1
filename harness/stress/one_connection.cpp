// One request at a time on one connection, server and generator placed as the case says.
#include <sched.h>

#include <atomic>
#include <thread>

#include "harness/errors.h"
#include "harness/machine/cpus.h"
#include "harness/stress/stress.h"

namespace harness {
namespace {

// Keeps CPUs from falling asleep by work that any other thread displaces at once (SCHED_IDLE): an idle virtual CPU takes tens of
// microseconds to wake, and that would be all one sees.
class Insomnia {
 public:
  explicit Insomnia(const std::vector<int>& cpus) {
    for (const int cpu : cpus) threads_.emplace_back([this, cpu](const std::stop_token& stop) { run(cpu, stop); });
  }

 private:
  void run(int cpu, const std::stop_token& stop) {
    const sched_param none{};
    if (sched_setscheduler(0, SCHED_IDLE, &none) != 0) return;  // an ordinary thread would compete with the server
    pin_this_thread({cpu});
    while (!stop.stop_requested()) {
    }
  }

  std::vector<std::jthread> threads_;
};

}  // namespace

Found one_connection(const Subject& subject) {
  constexpr int slices = 20;
  const Case& one = subject.one;
  std::optional<Insomnia> awake;
  if (one.load.placement == Placement::spinning) awake.emplace(subject.server_cpus);
  Found found;
  found.result["slices"] = nlohmann::json::array();
  for (int i = 0; i < slices; ++i) {
    const ClosedSlice slice = subject.generator.closed(one.lead_in, one.duration / slices, subject.server_cpu);
    found.requests += slice.visit_requests;
    found.faults.closed += slice.faults.closed;
    found.faults.timeouts += slice.faults.timeouts;
    found.faults.wrong += slice.faults.wrong;
    found.result["slices"].push_back(to_json(slice, i, subject.run_started_ns));
  }
  found.result["response"] = subject.generator.closed_responses().to_json();
  return found;
}

}  // namespace harness
