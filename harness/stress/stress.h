#pragma once
// Loads that are more than one loop: what each is told of a server that runs, and what it hands back.

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "harness/load/audience.h"
#include "harness/load/target.h"
#include "harness/plan/plan.h"
#include "harness/sockets.h"
#include "workloads/shapes/broadcast.h"
#include "workloads/shapes/stream.h"

namespace harness {

/// Who loads a service: its clients, by its shape. One of them is there.
struct Clients {
  std::unique_ptr<workloads::ServiceWorkload> service;
  std::unique_ptr<workloads::BroadcastWorkload> broadcast;
};

/// A server that was started and warmed up, and what to do to it.
struct Subject {
  const Case& one;
  const Address& address;
  pid_t pid = -1;
  const Clients& clients;
  Generator& generator;  ///< `driven()` connections of the case's load; it is one of these two, the other is null:
  Target* target;
  Audience* audience;
  Generator::CpuClock server_cpu;
  std::uint64_t seed = 0;
  double reference_per_s = 0;    ///< overload: what the reference answered in a closed loop, in the same round
  std::vector<int> server_cpus;  ///< of the plan
  std::uint64_t run_started_ns = 0;
};

/// What a load found. Time-outs that are an answer (overload) are in `result` and not in `faults`.
struct Found {
  nlohmann::json result = nlohmann::json::object();  ///< keys of the launch
  std::uint64_t requests = 0;                        ///< for the launch's account
  Faults faults = {};                                ///< the contestant's: they end its launch
  bool holds_connections = false;                    ///< it ends with more connections than it began with, so memory may have grown
};

/// 50, 150 and 50 % of the reference's capacity, a third of the case's duration each: an open loop through all three.
Found overload(const Subject& subject);

/// The highest rate whose p99 is within the objective, confirmed by a second pass.
Found search_slo(const Subject& subject);

/// One request a connection, `connections` of them at once; the client hangs up. Of a broadcast one message a subscriber.
Found churn(const Subject& subject);

/// Connections that have asked once and are silent since, in five sizes; one in a hundred as many ask all the time. Of a broadcast
/// subscribers, all of which get every message.
Found crowd(const Subject& subject);

/// An open loop, first alone, then beside peers that send, or read, a byte a second. That a broadcast disconnects such a reader is no
/// fault.
Found slow_peers(const Subject& subject);

/// One request at a time on one connection.
Found one_connection(const Subject& subject);

/// What of an open loop's faults ends the launch. A time-out is an answer to too high a rate, unless nothing was answered; so is, of a
/// broadcast, a connection that the server closed: it must disconnect one for whom too much waits.
Faults ending_faults(const OpenResult& open, const Case& one);

/// The open loop's part of a launch, histograms included (results schema 1, `latency`).
nlohmann::json to_json(const OpenResult& open);
/// [due, of these good, answered] of each window.
nlohmann::json to_json(const std::vector<OpenWindow>& windows);
/// A closed loop's slice (`slices`), placed against the run's begin.
nlohmann::json to_json(const ClosedSlice& slice, int index, std::uint64_t run_started_ns);

}  // namespace harness
