// Completes and checks the parameters of a workload.
#include "workloads/parameters.h"

#include <algorithm>

namespace workloads {

Parameters complete(std::span<const ParameterSpec> specs, const Parameters& given) {
  Parameters result;
  std::string known;
  for (const ParameterSpec& spec : specs) {
    result[std::string(spec.name)] = spec.standard;
    known += (known.empty() ? "" : ", ") + std::string(spec.name);
  }
  for (const auto& [name, value] : given) {
    const auto spec = std::ranges::find(specs, name, &ParameterSpec::name);
    if (spec == specs.end())
      throw std::invalid_argument("no parameter '" + name + "'; this workload has: " + (known.empty() ? "none" : known));
    if (value < spec->minimum || value > spec->maximum)
      throw std::invalid_argument("parameter " + name + "=" + std::to_string(value) + " is outside " + std::to_string(spec->minimum) +
                                  ".." + std::to_string(spec->maximum));
    result[name] = value;
  }
  return result;
}

}  // namespace workloads
