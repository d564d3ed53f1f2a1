// What a request of a workload asks of the server upstream at once.
#include "workloads/calls_upstream.h"

#include "workload_list.h"

namespace workloads {
namespace {

template <class W>
bool asks(std::string_view workload, const Parameters& parameters, CallsUpstream& found) {
  if constexpr (requires { W::calls(parameters); })
    if (workload == W::name) found = W::calls(parameters);
  return workload == W::name;
}

template <class... W>
CallsUpstream find(TypeList<W...>, std::string_view workload, const Parameters& parameters) {
  CallsUpstream found;
  static_cast<void>((asks<W>(workload, parameters, found) || ...));
  return found;
}

}  // namespace

CallsUpstream calls_upstream(std::string_view workload, const Parameters& parameters) { return find(AllWorkloads{}, workload, parameters); }

}  // namespace workloads
