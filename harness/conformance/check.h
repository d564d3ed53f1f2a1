#pragma once
// A conformance check of an implementation of a service: what is demanded, how it is tried, how it came out.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/conformance/client.h"
#include "harness/conformance/tested_upstream.h"
#include "harness/service.h"
#include "workloads/registry.h"

namespace harness::conformance {

#ifdef FIVEWAYS_SANITIZED
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

/// What is put to the test, and how long it may do nothing before it counts as hung.
struct ServiceUnderTest {
  std::string id;
  int max_connections = workloads::unlimited;  ///< as its Traits declare
  Transport transport = Transport::tcp;
  std::string shape = "stream";
  std::string workload = "";  ///< empty: the plainest of its shape
  workloads::Parameters parameters = {};
  std::string program = "/proc/self/exe";
  std::chrono::milliseconds patience = std::chrono::seconds(sanitized ? 60 : 30);
};

struct Check;

/// One launch of the service under test, and the way to become its client.
class Launch {
 public:
  Launch(const ServiceUnderTest& target, const Check& check);

  const ServiceUnderTest& target() const { return target_; }
  Service& service() { return service_; }
  TestedUpstream& upstream() { return upstream_; }

  /// Of a `stream`: connects; every connection makes requests of its own. Throws std::system_error.
  Client connect();
  /// The same, with requests of these parameters, which the server's own have no part in.
  Client connect_asking(const workloads::Parameters& parameters);

  /// The most connections that a check may expect to be served at once: `wanted`, or what the implementation declares.
  int at_most(int wanted) const { return std::min(wanted, target_.max_connections); }

 private:
  const ServiceUnderTest& target_;
  const workloads::Workload& workload_;
  std::vector<std::unique_ptr<workloads::ServiceWorkload>> asking_;  // the first asks for what the server was started with
  TestedUpstream upstream_;
  Service service_;
  std::uint64_t seed_ = 0;
};

/// Whether a check that holds one connection and uses two more makes sense.
inline bool serves_several(const ServiceUnderTest& target) { return target.max_connections >= 3; }

struct Check {
  std::string_view name;
  std::string_view sentence;  ///< what it demands
  void (*body)(Launch&);      ///< throws Broken, or std::system_error of a client's call, if the server fails
  int threads = 1;            ///< of the server
  rlim_t descriptors = 0;     ///< of the server; 0: as many as the harness has
  bool (*applies)(const ServiceUnderTest&) = [](const ServiceUnderTest&) { return true; };
  std::string_view workload = {};         ///< the only one that it makes sense for, tried whatever is to be served; empty: all that reply
  workloads::Parameters parameters = {};  ///< of that workload
};

/// Whether the check makes sense for implementations of this shape.
bool is_of_shape(const Check& check, std::string_view shape);

struct Outcome {
  enum Kind { passed, failed, not_applicable } kind;
  std::string reason;  ///< one sentence unless it passed
};

/// Every check, in the order in which they are reported.
const std::vector<Check>& checks();

/// Launches a fresh server, tries the check, and stops the server, which must then end by itself with status 0. Not applicable where a
/// program is missing that the workload needs.
Outcome perform(const Check& check, const ServiceUnderTest& target);

/// The groups that make up `checks()`, one file each.
std::vector<Check> traffic_checks();
std::vector<Check> connection_checks();
std::vector<Check> stop_checks();
std::vector<Check> descriptor_checks();
std::vector<Check> exchange_checks();
std::vector<Check> broadcast_checks();
std::vector<Check> gateway_checks();

}  // namespace harness::conformance
