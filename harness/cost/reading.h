#pragma once
// A value that the machine may refuse to give: the value, or one sentence that says why it is absent. Never a zero in its place.

#include <optional>
#include <string>
#include <utility>

namespace harness {

/// Why there is no value, and what would change that.
struct Absent {
  std::string reason;
};

template <class T>
class Reading {
 public:
  Reading(T value) : value_(std::move(value)) {}
  Reading(Absent absent) : reason_(std::move(absent.reason)) {}

  explicit operator bool() const { return value_.has_value(); }
  const T& operator*() const { return *value_; }
  const T* operator->() const { return &*value_; }
  T& operator*() { return *value_; }
  T* operator->() { return &*value_; }

  /// One sentence; empty if there is a value.
  const std::string& reason() const { return reason_; }

 private:
  std::optional<T> value_;
  std::string reason_;
};

}  // namespace harness
