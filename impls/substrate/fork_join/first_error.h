#pragma once
// Keeps the first of the errors that several threads may have, for whoever joins them.

#include <atomic>
#include <exception>

namespace impls {

class FirstError {
 public:
  /// Called by any thread before it arrives at the join.
  void keep(std::exception_ptr error) noexcept {
    if (!taken_.exchange(true)) error_ = std::move(error);
  }
  /// Called after the join: null if nobody failed.
  const std::exception_ptr& get() const { return error_; }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::atomic<bool> taken_ = false;
  std::exception_ptr error_;
};

}  // namespace impls
