#pragma once
// A status line for one measurement of known length.

#include <string>

#include "harness/run/status_line.h"

namespace harness {

/// Shows the time that is left, on a terminal only, from a thread of its own; removes itself.
class Progress {
 public:
  Progress(std::string what, double seconds) : line_(std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9))) {
    line_.show(std::move(what), StatusLine::by_the_clock);
  }

 private:
  StatusLine line_;
};

}  // namespace harness
