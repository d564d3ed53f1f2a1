#pragma once
// One contestant of a service in one round: its process, the generator's connections to it, and what was found.

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "harness/cost/process_clock.h"
#include "harness/cost/process_cost.h"
#include "harness/load/target.h"
#include "harness/run/round.h"
#include "harness/service.h"

namespace harness {

/// Starts the process and connects. What goes wrong with the contestant ends in `outcome`, and everything after is skipped.
class ServiceLaunch {
 public:
  ServiceLaunch(const RoundOptions& options, const Contestant& contestant, const workloads::ServiceWorkload& workload, int order);

  bool fine() const { return outcome_ == "ok"; }
  const std::string& id() const { return contestant_.id; }
  pid_t pid() const { return service_->pid(); }

  void warm_up();
  void begin_account();   ///< snapshot after the warm-up
  void visit(int index);  ///< one closed-loop slice
  void run_open(const Arrivals& arrivals);
  void end_account();   ///< snapshot; finds leaks
  void count_events();  ///< system calls and instructions, in a window of their own
  void stop();          ///< after which `result` is complete

  std::chrono::nanoseconds cpu() const;  ///< of the server so far; the last known value once it is gone
  /// Median server CPU per request over the slices so far, in ns; 0 before the first.
  double median_cpu_per_request() const;
  nlohmann::json result() const;

 private:
  void judge(const Faults& faults);
  void fail(std::string outcome, std::string sentence);

  const RoundOptions& options_;
  Contestant contestant_;
  std::optional<Service> service_;
  std::optional<ProcessClock> clock_;
  std::optional<Target> target_;
  std::string outcome_ = "ok";
  std::string sentence_;
  nlohmann::json result_;
  bool has_upstream_ = !workloads::find_workload(options_.one.workload)->needs.empty();
  std::vector<double> cpu_per_request_;
  std::optional<ProcessCost> before_;
  std::uint64_t account_requests_ = 0;
  std::uint64_t account_started_ns_ = 0;
  mutable std::chrono::nanoseconds last_cpu_{};
};

}  // namespace harness
