#pragma once
// One launch of a computation: a fresh process that runs so many iterations whenever it is told, asleep in between.

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "harness/computation/measure.h"
#include "harness/descriptor.h"
#include "harness/process.h"
#include "workloads/surroundings.h"

namespace harness {

struct TrialOptions {
  std::string id;  ///< model/backend, or "null" for the harness's own floor
  std::string workload;
  workloads::Parameters parameters;
  int workers = 1;
  workloads::Surroundings surroundings;
  std::vector<int> cpus;  ///< empty: not pinned
  std::string program = "/proc/self/exe";
};

/// Why there is no number.
struct Failure {
  std::string kind;      ///< hung, crashed, wrong or void: an outcome of the results schema
  std::string sentence;  ///< names the contestant
};

/// What a contestant says once its first answer was right.
struct TrialFacts {
  std::uint64_t units = 0;  ///< of one run: nodes, items, tasks
  int threads = 0;          ///< of the process after a run
};

/// Owns the process. Start it on a thread that outlives it: it is killed with that thread, so that no harness leaves one behind.
/// After a Failure the process has ended, and every later call returns the same Failure.
class Trial {
 public:
  static Trial start(const TrialOptions& options);

  pid_t pid() const { return process_.pid(); }
  const std::string& name() const { return name_; }
  /// The most that one call of run asked for, calibration included.
  std::int64_t most_iterations() const { return most_iterations_; }

  /// Waits until the first answer has been checked.
  std::variant<TrialFacts, Failure> ready(std::chrono::milliseconds timeout);

  /// Runs exactly so many iterations. A slice with a wrong answer is a Failure of the whole launch; a hang, its own
  /// or of a server upstream that is silent, is killed.
  std::variant<Slice, Failure> run(std::int64_t iterations, std::chrono::milliseconds timeout);

  /// Ends the process by closing its command pipe.
  Ending stop(std::chrono::milliseconds patience = std::chrono::seconds(5));

 private:
  Trial(std::string name, std::string upstream, Descriptor channel, Process process)
      : name_(std::move(name)), upstream_(std::move(upstream)), process_(std::move(process)), channel_(std::move(channel)) {}

  std::variant<std::string, Failure> receive_line(std::chrono::milliseconds timeout, std::string_view doing);
  Failure fail(std::string kind, std::string sentence);

  std::string name_;
  std::string upstream_;  // where what it calls or reads is; empty if nothing
  Process process_;
  Descriptor channel_;  // a socket: commands one way, results the other; closed before the process is waited for
  std::string received_;
  std::int64_t most_iterations_ = 0;
  Failure failure_;
};

/// How many iterations last about this long: doubled from one until half of it is reached, then scaled.
std::variant<std::int64_t, Failure> iterations_lasting(Trial& trial, std::chrono::nanoseconds wanted, std::chrono::milliseconds timeout);

}  // namespace harness
