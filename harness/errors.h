#pragma once
// The two ways in which a command fails before it measures. What a contestant does wrong is a value, not an exception.

#include <stdexcept>
#include <string>
#include <system_error>

namespace harness {

/// The command line cannot be carried out as written; the message names the flag or file. Exit status 2.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The machine or a file does not allow it; the message says what to do. Exit status 4.
struct CannotMeasure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws std::system_error for errno, naming the call.
[[noreturn]] inline void throw_errno(const std::string& call) { throw std::system_error(errno, std::generic_category(), call); }

/// Passes a system call's result on, or throws std::system_error if it is negative.
template <class Result>
Result check(Result result, const char* call) {
  if (result < 0) throw_errno(call);
  return result;
}

}  // namespace harness
