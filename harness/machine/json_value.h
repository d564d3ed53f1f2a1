#pragma once
// An optional value as JSON: null where there is none.

#include <nlohmann/json.hpp>
#include <optional>

namespace harness {

template <class T>
nlohmann::json json_value(const std::optional<T>& value) {
  return value ? nlohmann::json(*value) : nlohmann::json();
}

}  // namespace harness
