#pragma once
// A plan: which cases are measured, with which load, by how many rounds of how many slices. Plans are files (plans/*.json).

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/load/arrivals.h"
#include "harness/sockets.h"
#include "workloads/registry.h"

namespace harness {

/// none: a computation. What each of the others does: METHOD.md, "Loads".
enum class LoadModel { none, closed, open, overload, slo, churn, crowd, slow_senders, slow_readers, one_connection };

/// Of one connection: where server and generator run, and whether the generator sleeps.
enum class Placement { same_core, blocking, spinning };

/// What the generator does to a service, or how many workers compute.
struct Load {
  LoadModel model = LoadModel::none;
  int connections = 0;
  int pipelining = 1;
  Transport transport = Transport::tcp;
  Offer offer = {};                      // of open loops, and of those beside slow peers
  int fan_out = 1;                       // requests that an arrival brings: of a broadcast one for every subscriber
  std::chrono::nanoseconds objective{};  // of a reply, from when it was due; 0: none
  int slow = 0;                          // peers that send or read a byte a second, beside the connections
  Placement placement = Placement::blocking;
  std::chrono::nanoseconds timeout = std::chrono::seconds(2);
  int workers = 0;

  /// Requests come when they are due, at `offer`'s rate.
  bool offers() const { return model == LoadModel::open || model == LoadModel::slow_senders || model == LoadModel::slow_readers; }
  /// The arrivals that bring `rate` requests a second.
  Offer arriving() const {
    Offer offered = offer;
    offered.rate_per_s /= fan_out;
    offered.peak_per_s /= fan_out;
    return offered;
  }
  /// Connections that the generator drives: of a crowd one in a hundred.
  int driven() const { return model == LoadModel::crowd ? std::max(1, connections / 100) : connections; }
  /// Connections at once.
  int at_most() const { return connections + slow + (model == LoadModel::crowd ? driven() : 0); }
};

enum class Role { reference, copy, null, contestant };  // copy: a second process of the reference (A/A)

struct Contestant {
  std::string id;
  Role role = Role::contestant;
};

/// A contestant that a case leaves out, and why.
struct Skipped {
  std::string case_id;
  std::string contestant;
  std::string kind;  // not_applicable, not_available, not_in_plan
  std::string reason;
};

/// One comparison: contestants under one load.
struct Case {
  std::string id;
  std::string title;
  std::string family;  // cases that form one curve
  std::string workload;
  std::string shape;
  workloads::Parameters parameters;
  std::uint64_t units = 0;  // of one run of a computation: nodes, items, tasks
  Load load;
  bool sliced = true;  // all contestants alive at once, visited in slices; else launched alone
  int rounds = 0;
  int slices = 0;
  std::chrono::nanoseconds slice{};
  std::chrono::nanoseconds lead_in{};
  std::chrono::nanoseconds warm_up{};
  std::uint64_t warm_up_requests = 0;
  std::chrono::nanoseconds duration{};  // of a launch alone
  std::string primary;                  // the metric that gives the verdict
  std::string reference;
  std::vector<Contestant> contestants;  // the reference, its copy, the null floor, then the others

  /// What a round takes, launches included; a slice takes at least one run of a computation, of 1 ns a unit at the best.
  std::chrono::nanoseconds round_estimate() const;
  /// One run of a computation may well outlast its slice, by what its units cost; round_estimate is then a lower bound.
  bool may_take_longer() const;
};

/// How atoms are measured once the rounds are over.
struct AtomsPlan {
  int repetitions = 0;  ///< of each; 0: they are not measured
  std::chrono::milliseconds min_time{};
  int atoms = 0;  ///< how many there are, placements and sizes counted

  std::chrono::nanoseconds estimate() const;
};

struct Plan {
  std::string name;
  std::string about;
  bool exploratory = false;
  bool partial = false;  // filters left something out
  std::chrono::seconds budget{};
  std::uint64_t seed = 0;
  std::vector<int> server_cpus;
  std::vector<int> generator_cpus;
  std::string command;
  std::string commit;
  bool dirty = false;
  std::string started_utc;
  nlohmann::json margins;
  std::vector<Case> cases;
  std::vector<Skipped> skipped;
  AtomsPlan atoms;

  std::chrono::nanoseconds estimate() const;
};

std::string_view to_string(Role role);
std::string_view to_string(Transport transport);

/// plan.json, and back. Reading throws CannotMeasure naming what is missing, or a newer schema.
nlohmann::json to_json(const Plan& plan);
Plan plan_from_json(const nlohmann::json& json);

}  // namespace harness
