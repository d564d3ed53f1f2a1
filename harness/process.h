#pragma once
// A child process of the harness: pinned and limited between fork and exec, waited for through a pidfd, never left behind.

#include <sys/resource.h>
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/descriptor.h"

namespace harness {

/// What to execute, and where.
struct ProcessOptions {
  std::string program = "/proc/self/exe";
  std::vector<std::string> arguments;    ///< the program's name first
  std::vector<int> inherited;            ///< become descriptors 3, 4, … (at most 8); everything else is closed
  std::vector<int> cpus;                 ///< empty: not pinned
  rlim_t descriptors = 0;                ///< RLIMIT_NOFILE; 0: the harness's own
  std::vector<std::string> environment;  ///< NAME=VALUE, besides the harness's own
  bool killed_with_starter = false;      ///< SIGKILL when the thread that starts it ends; for children that may hang
};

/// Where the build puts what a process is given besides the program, such as a library to preload. Need not exist.
std::filesystem::path beside_the_program(std::string_view name);

/// How a launch ended.
struct Ending {
  bool stopped = false;  ///< exited with status 0 once it was told to, within the time given
  bool killed = false;   ///< had to be killed: it hung
  int exit_status = -1;  ///< if it exited
  int signal = 0;        ///< if a signal ended it

  /// "stopped", "exited with status 1", "was ended by signal 11 (Segmentation fault)", "did not stop in time and was killed".
  std::string sentence() const;
};

/// Owns a process in a group of its own: destroying this kills what still runs.
class Process {
 public:
  /// Throws std::system_error if it cannot fork. What fails between fork and exec is an Ending.
  static Process start(const ProcessOptions& options);
  Process(Process&& other) noexcept;
  Process& operator=(Process&&) = delete;
  ~Process();

  pid_t pid() const { return pid_; }
  /// Readable once the process has ended.
  int pidfd() const { return process_.get(); }
  bool running() const;

  /// Waits for it to end by itself, kills it after `patience`. Later calls return the first call's ending.
  Ending wait(std::chrono::milliseconds patience);

 private:
  Process() = default;

  pid_t pid_ = -1;
  Descriptor process_;  // pidfd
  bool ended_ = false;
  Ending ending_;
};

}  // namespace harness
