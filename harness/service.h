#pragma once
// One launch of a service: a fresh process that serves an inherited listening socket until its stop pipe closes.

#include <chrono>
#include <string>
#include <vector>

#include "harness/descriptor.h"
#include "harness/process.h"
#include "harness/sockets.h"
#include "workloads/parameters.h"

namespace harness {

/// What to launch, and where. The process is pinned between fork and exec.
struct ServiceOptions {
  std::string id;  ///< model/backend, or "null" for the harness's own floor
  std::string workload = "echo";
  workloads::Parameters parameters;
  Transport transport = Transport::tcp;
  int threads = 1;
  std::string upstream;                  ///< where the workload's upstream server is; empty if it needs none
  std::vector<int> cpus;                 ///< empty: not pinned
  rlim_t descriptors = 0;                ///< RLIMIT_NOFILE of the child; 0: the harness's own
  int inherited = -1;                    ///< one descriptor more, which becomes 5 in the child; not owned
  std::vector<std::string> environment;  ///< NAME=VALUE, besides the harness's own
  std::string program = "/proc/self/exe";
};

/// Owns the process: destroying it kills what still runs. The server ends by itself if the harness dies, because the pipe closes.
class Service {
 public:
  /// Binds, listens, forks and executes. Connections may be made at once: they wait in the backlog.
  static Service start(const ServiceOptions& options);
  Service(Service&&) noexcept = default;
  Service& operator=(Service&&) = delete;

  const Address& address() const { return address_; }
  pid_t pid() const { return process_.pid(); }

  /// Whether the process still runs; false means that it ended by itself and `stop` will say how.
  bool running() const { return process_.running(); }

  /// Closes the stop pipe and waits. Kills after `patience`. Later calls return the first call's ending.
  Ending stop(std::chrono::milliseconds patience = std::chrono::seconds(5));

 private:
  Service(const Address& address, Descriptor stop_pipe, Process process)
      : address_(address), process_(std::move(process)), stop_pipe_(std::move(stop_pipe)) {}

  Address address_;
  Process process_;
  Descriptor stop_pipe_;  // closed before the process is waited for
  bool ended_early_ = false;
};

}  // namespace harness
