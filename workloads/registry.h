#pragma once
// Where workloads and implementations are found: workloads from the folder's listing, implementations by their own path.

#include <climits>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "workloads/computation.h"
#include "workloads/shapes/exchange.h"
#include "workloads/shapes/stream.h"

namespace workloads {

enum class Track { idiomatic, tuned };  // as the library's documentation writes it; what an expert does

inline constexpr int unlimited = INT_MAX;

/// Why these parameters of a workload cannot be done, in one phrase; "" if they can.
using Refusal = std::string (*)(const Parameters&);

/// What an implementation says about itself. Every text is one phrase, shown to readers as it stands.
struct Traits {
  Track track = Track::idiomatic;
  int max_connections = unlimited;                 ///< connections served at once; more are "not applicable", never a hang
  int max_workers = unlimited;                     ///< threads it can use
  std::uint64_t max_units = UINT64_MAX;            ///< nodes, items or tasks of one run that it takes; more are "not applicable"
  Refusal refuses = nullptr;                       ///< what it cannot do, each with its reason: sizes of a computation, off-loading
  std::string_view limit_reason;                   ///< why a limit exists; required when one is set
  std::string_view threads = "one loop a thread";  ///< thread policy
  std::string_view stops_by;                       ///< how a blocked call is ended; required of blocking cells of services
  bool coarsened = false;                          ///< bounds its forks, so it is shown but not ranked
  std::string (*unavailable)() = nullptr;          ///< asks whether this machine and build can run it: "" or one sentence why not
  std::string_view remark;                         ///< what a reader must know to compare it
};

/// A cell of an implementation of a computation, one workload filled in.
struct ComputationEntry {
  std::string_view workload;
  MakeComputation make;
};

/// A shape as readers meet it: its unit is what one number is divided by, "request" of services.
struct Shape {
  std::string_view name;
  std::string_view unit;
  bool service;
};

/// The shape of this name. Aborts, naming it, if there is none.
const Shape& shape_named(std::string_view name);

/// An implementation of one shape. `model` and `backend` come from the path, handed to the file by the build.
struct Implementation {
  std::string_view model;
  std::string_view backend;
  std::string_view shape;
  std::string_view file;
  Traits traits;
  std::variant<ServeStream, ServeExchange, std::vector<ComputationEntry>> body;

  std::string id() const { return std::string(model) + "/" + std::string(backend); }
  /// Why this machine or build cannot run it, in one sentence; empty if it can.
  std::string unavailable() const { return traits.unavailable == nullptr ? "" : traits.unavailable(); }
  /// Why it cannot run a workload of these parameters, in one phrase; empty if it can.
  std::string refusal(const Parameters& parameters) const { return traits.refuses == nullptr ? "" : traits.refuses(parameters); }
};

/// Called by the registration lines before main. Aborts, naming it, if the shape has this model/backend already.
bool add(Implementation implementation);

/// Every implementation, ordered by shape, model (blocking, multithreaded, callback, promise, coroutine) and backend.
const std::vector<Implementation>& implementations();

/// The implementation of a shape with this id ("callback/epoll"), or null.
const Implementation* find_implementation(std::string_view shape, std::string_view id);

/// A workload as it is listed; what opens another shape than its own is null.
struct Workload {
  std::string_view name;
  std::string_view shape;
  std::string_view summary;
  std::string_view null_hypothesis;
  std::span<const ParameterSpec> parameters;
  std::unique_ptr<StreamWorkload> (*open_stream)(const Parameters&);
  std::unique_ptr<ExchangeWorkload> (*open_exchange)(const Parameters&);
  std::unique_ptr<ServiceWorkload> (*open_service)(const Parameters&);  ///< of any service: for its clients
  std::uint64_t (*units)(const Parameters&);                            ///< of one run of a computation; null for services
  std::string_view needs;  ///< what it needs outside the process, as harness/upstream starts it; "" if nothing
};

/// Every workload in workloads/io and workloads/cpu, by name.
const std::vector<Workload>& workloads();
const Workload* find_workload(std::string_view name);

}  // namespace workloads

/// Registers a cell of a service: the shape's name, the function that serves, then its Traits as designated initialisers.
#define FIVEWAYS_SERVICE(shape_name, serve, ...)                                                        \
  [[maybe_unused]] static const bool fiveways_registered = workloads::add({.model = FIVEWAYS_MODEL,     \
                                                                           .backend = FIVEWAYS_BACKEND, \
                                                                           .shape = shape_name,         \
                                                                           .file = FIVEWAYS_FILE,       \
                                                                           .traits = {__VA_ARGS__},     \
                                                                           .body = serve})

/// The last line of impls/<model>/<backend>/stream.cpp and exchange.cpp: the function that serves, then its Traits.
#define FIVEWAYS_STREAM(serve, ...) FIVEWAYS_SERVICE("stream", workloads::ServeStream{serve}, __VA_ARGS__)
#define FIVEWAYS_EXCHANGE(serve, ...) FIVEWAYS_SERVICE("exchange", workloads::ServeExchange{serve}, __VA_ARGS__)
