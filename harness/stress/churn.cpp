// Connection churn: one request a connection, in slices that begin and end with none open.
#include "harness/load/churn.h"

#include "harness/stress/stress.h"

namespace harness {

Found churn(const Subject& subject) {
  constexpr int slices = 20;
  const Case& one = subject.one;
  subject.target.hang_up();  // so that those that are measured are all there are
  Churn churn(subject.address, subject.workload, one.load.connections, one.load.timeout, subject.seed);
  churn.slice(one.warm_up, [] { return std::uint64_t{0}; });
  Found found;
  found.result["slices"] = nlohmann::json::array();
  for (int i = 0; i < slices && found.faults.total() == 0; ++i) {
    const ClosedSlice slice = churn.slice(one.duration / slices, subject.server_cpu);
    found.requests += slice.requests;
    found.faults = slice.faults;
    found.result["slices"].push_back(to_json(slice, i, subject.run_started_ns));
  }
  found.result["response"] = churn.responses().to_json();
  return found;
}

}  // namespace harness
