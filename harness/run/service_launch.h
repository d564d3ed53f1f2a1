#pragma once
// One contestant of a service in one round: its process, the generator's connections to it, and what was found.

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "harness/cost/process_clock.h"
#include "harness/cost/process_cost.h"
#include "harness/load/audience.h"
#include "harness/load/target.h"
#include "harness/run/round.h"
#include "harness/service.h"
#include "harness/stress/stress.h"

namespace harness {

/// Starts the process and connects. What goes wrong with the contestant ends in `outcome`, and everything after is skipped.
class ServiceLaunch {
 public:
  ServiceLaunch(const RoundOptions& options, const Contestant& contestant, const Clients& clients, int order);

  bool fine() const { return outcome_ == "ok"; }
  const std::string& id() const { return contestant_.id; }
  pid_t pid() const { return service_->pid(); }

  void warm_up();
  void begin_account();   ///< snapshot after the warm-up
  void visit(int index);  ///< one closed-loop slice
  void run_open(const Arrivals& arrivals);
  /// A load of harness/stress/, with what the reference answers in a closed loop where it asks for that.
  void run_load(Found (*load)(const Subject&), double reference_per_s);
  void end_account();   ///< snapshot; finds leaks
  void count_events();  ///< system calls and instructions, in a window of their own
  void stop();          ///< after which `result` is complete

  std::chrono::nanoseconds cpu() const;  ///< of the server so far; the last known value once it is gone
  /// Requests answered a second of one short closed loop; 0 if it failed.
  double closed_loop_per_s();
  /// Median server CPU per request over the slices so far, in ns; 0 before the first.
  double median_cpu_per_request() const;
  nlohmann::json result() const;

 private:
  void connect(const LoadOptions& options);
  void disconnect();
  Generator& generator() { return target_ ? static_cast<Generator&>(*target_) : *audience_; }
  /// The server's clock, for the two edges of what is measured; `upstream` then is what the upstream servers used between them.
  Generator::CpuClock clock_at_edges(std::chrono::nanoseconds& upstream) const;
  void judge(const Faults& faults);
  void fail(std::string outcome, std::string sentence);

  const RoundOptions& options_;
  Contestant contestant_;
  const Clients& clients_;
  std::optional<Service> service_;
  std::optional<ProcessClock> clock_;
  std::optional<Target> target_;
  std::optional<Audience> audience_;  // in its place, of a broadcast
  std::string outcome_ = "ok";
  std::string sentence_;
  nlohmann::json result_;
  bool has_upstream_ = !workloads::find_workload(options_.one.workload)->needs.empty();
  std::vector<double> cpu_per_request_;
  std::optional<ProcessCost> before_;
  int descriptors_before_ = 0;
  std::uint64_t account_requests_ = 0;
  std::uint64_t account_started_ns_ = 0;
  bool holds_connections_ = false;
  mutable std::chrono::nanoseconds last_cpu_{};
};

}  // namespace harness
