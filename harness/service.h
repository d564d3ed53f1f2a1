#pragma once
// One launch of a service: a fresh process that serves an inherited listening socket until its stop pipe closes.

#include <sys/resource.h>
#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "harness/descriptor.h"
#include "harness/sockets.h"
#include "workloads/parameters.h"

namespace harness {

/// What to launch, and where. The process is pinned between fork and exec.
struct ServiceOptions {
  std::string id;                     ///< model/backend, or "null" for the harness's own floor
  std::string workload = "echo";
  workloads::Parameters parameters;
  Transport transport = Transport::tcp;
  int threads = 1;
  std::vector<int> cpus;              ///< empty: not pinned
  rlim_t descriptors = 0;             ///< RLIMIT_NOFILE of the child; 0: the harness's own
  std::string program = "/proc/self/exe";
};

/// How a launch ended.
struct Ending {
  bool stopped = false;     ///< exited by itself with status 0 within the time given
  bool killed = false;      ///< had to be killed: it hung
  int exit_status = -1;     ///< if it exited
  int signal = 0;           ///< if a signal ended it
  rusage usage{};           ///< of its whole life
  std::string sentence() const;  ///< "stopped", "exited with status 1", "was killed by signal 11 (Segmentation fault)", "did not stop within 5 s"
};

/// Owns the process: destroying it kills what still runs. The server ends by itself if the harness dies, because the pipe closes.
class Service {
 public:
  /// Binds, listens, forks and executes. Connections may be made at once: they wait in the backlog.
  static Service start(const ServiceOptions& options);
  Service(Service&& other) noexcept;
  Service& operator=(Service&&) = delete;
  ~Service();

  const Address& address() const { return address_; }
  pid_t pid() const { return pid_; }

  /// Whether the process still runs; false means that it ended by itself and `stop` will say how.
  bool running() const;

  /// Closes the stop pipe and waits. Kills after `patience`. Later calls return the first call's ending.
  Ending stop(std::chrono::milliseconds patience = std::chrono::seconds(5));

 private:
  Service() = default;

  Address address_;
  pid_t pid_ = -1;
  Descriptor stop_pipe_;
  Descriptor process_;  // pidfd
  bool ended_ = false;
  Ending ending_;
};

}  // namespace harness
