// Connection churn: one request a connection, in slices that begin and end with none open.
#include "harness/load/churn.h"

#include "harness/stress/stress.h"

namespace harness {
namespace {

// `slice` measures one, of a given length, against a clock.
template <class Slice>
Found in_slices(const Subject& subject, const Slice& slice, const Histogram& responses) {
  constexpr int slices = 20;
  const Case& one = subject.one;
  Found found;
  found.result["slices"] = nlohmann::json::array();
  for (int i = 0; i < slices && found.faults.total() == 0; ++i) {
    const ClosedSlice measured = slice(one.duration / slices, subject.server_cpu);
    found.requests += measured.requests;
    found.faults = measured.faults;
    found.result["slices"].push_back(to_json(measured, i, subject.run_started_ns));
  }
  found.result["response"] = responses.to_json();
  return found;
}

}  // namespace

Found churn(const Subject& subject) {
  const Case& one = subject.one;
  const auto no_clock = [] { return std::uint64_t{0}; };
  if (subject.audience != nullptr) {
    Histogram responses;
    const auto slice = [&](std::chrono::nanoseconds time, const Generator::CpuClock& cpu) {
      return subject.audience->churn(time, cpu, responses);
    };
    slice(one.warm_up, no_clock);
    return in_slices(subject, slice, responses);
  }
  subject.target->hang_up();  // so that those that are measured are all there are
  Churn churn(subject.address, *subject.clients.service, one.load.connections, one.load.timeout, subject.seed);
  const auto slice = [&](std::chrono::nanoseconds time, const Generator::CpuClock& cpu) { return churn.slice(time, cpu); };
  slice(one.warm_up, no_clock);
  return in_slices(subject, slice, churn.responses());
}

}  // namespace harness
