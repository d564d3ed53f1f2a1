#pragma once
// What /proc says about a server that is being checked. Not for measuring: checks compare these with wide limits.

#include <sys/types.h>

#include <chrono>
#include <cstddef>

namespace harness::conformance {

std::size_t resident_bytes(pid_t pid);
int open_descriptors(pid_t pid);
int threads(pid_t pid);

/// How long its threads that live now have run or been ready to run (so that a loaded machine does not hide a spinning server).
std::chrono::nanoseconds runnable_time(pid_t pid);

}  // namespace harness::conformance
