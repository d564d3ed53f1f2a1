#pragma once
// What a workload can be asked to vary: named whole numbers with a unit, a default and a range.

#include <cstdint>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace workloads {

/// One parameter of a workload, as it is listed, parsed and stored in a result.
struct ParameterSpec {
  std::string_view name;
  std::string_view unit;  // "bytes", "1" for a pure number
  std::string_view help;
  std::int64_t standard;
  std::int64_t quick;
  std::int64_t minimum;
  std::int64_t maximum;
  bool calibrated = false;  ///< of this machine: `run` measures it once unless it is given, and it is no part of a case's name
};

/// Values by name. Ordered, so that two equal sets print alike.
using Parameters = std::map<std::string, std::int64_t, std::less<>>;

/// The given values, completed by each parameter's standard value.
/// Throws std::invalid_argument, naming the parameter, for an unknown name or a value out of range.
Parameters complete(std::span<const ParameterSpec> specs, const Parameters& given);

}  // namespace workloads
