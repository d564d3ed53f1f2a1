#pragma once
// How a service in another language is started: the process becomes its interpreter, with the socket that systemd's convention hands over.

#include <cstdint>
#include <string>
#include <string_view>

#include "workloads/registry.h"

namespace harness {

/// Memory by which a process may grow though it holds nothing: in other languages the young generation of a collector, of V8 up to 48 MiB.
/// 0 for an implementation in C++, and where there is none of this shape and id.
std::uint64_t collector_slack_bytes(std::string_view shape, std::string_view id);

/// What a foreign service is given.
struct ForeignStart {
  int listener;  ///< a listening socket; becomes descriptor 3
  int stop;      ///< a pipe whose end becomes SIGTERM, so that no server outlives the harness; -1: signals alone stop it
  std::string workload;
  workloads::Parameters parameters;
  int threads;
  std::string upstream;  ///< where the workload's upstream server is, unix:PATH; empty if it needs none
};

/// Replaces this process by `INTERPRETER FILE WORKLOAD THREADS NAME=VALUE…`, with LISTEN_FDS=1, LISTEN_PID and FIVEWAYS_UPSTREAM set: its
/// cost is then the interpreter's alone. Exits with status 0 if it is told to stop before. Throws std::system_error if the interpreter
/// cannot be executed.
[[noreturn]] void become_foreign(const workloads::Implementation& implementation, const ForeignStart& start);

}  // namespace harness
