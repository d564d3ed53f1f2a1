#pragma once
// The upstream server of a service that is checked: it can be killed, come back at the same address, and be asked who is connected.

#include <memory>
#include <string>
#include <string_view>

#include "harness/upstream/temporary_folder.h"
#include "harness/upstream/upstream.h"

namespace harness::conformance {

class TestedUpstream {
 public:
  /// Starts it, if the workload needs one. Throws CannotMeasure, naming the package, if its program is missing.
  TestedUpstream(const workloads::Workload& workload, const workloads::Parameters& parameters);

  /// "" if the workload needs none.
  const std::string& address() const { return address_; }

  /// As if the machine had lost power.
  void kill();
  /// After `kill`: at the same address, filled again.
  void restart();

  /// A number that Redis keeps, such as blocked_clients. Who asks is a client too.
  int count(std::string_view what) const;

 private:
  const workloads::Workload& workload_;
  workloads::Parameters parameters_;
  TemporaryFolder folder_;
  std::string address_;
  std::unique_ptr<Upstreams> running_;
};

}  // namespace harness::conformance
