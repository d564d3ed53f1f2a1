#pragma once
// Servers and files that workloads need outside the process: started on first use, shared by all contestants, gone with their owner.

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workloads/registry.h"

namespace harness {

/// One such thing, running. Destroying it ends it and removes what it left behind.
struct Upstream {
  virtual ~Upstream() = default;
  virtual const std::string& address() const = 0;
  virtual std::vector<pid_t> processes() const { return {}; }  ///< its processes now; a file has none
  virtual bool running() const { return true; }                ///< whether it can still be used
};

/// What starting one takes.
struct UpstreamOptions {
  workloads::Parameters parameters;
  std::vector<int> cpus;  ///< empty: not pinned
  std::string program;    ///< the fiveways program
};

/// One kind of it.
struct UpstreamKind {
  std::string_view need;       ///< as workloads name it
  std::string_view parameter;  ///< the one parameter of a workload that it depends on; "" if none
  std::unique_ptr<Upstream> (*start)(const UpstreamOptions&);
};

/// Every kind there is, and how it is started. Starting throws CannotMeasure, which names the package if a program is missing.
const std::vector<UpstreamKind>& upstream_kinds();

/// Connections that our redis-server takes: what it is told to, or what the limit of descriptors leaves beside those of its own.
std::uint64_t most_redis_connections();
inline constexpr std::uint64_t most_redis_clients = 60'000;  ///< its default of 10 000 refuses 64 connections with 100 calls each, sliced
inline constexpr std::uint64_t redis_descriptors = 32;

std::unique_ptr<Upstream> start_redis(const UpstreamOptions& options);
std::unique_ptr<Upstream> start_postgres(const UpstreamOptions& options);
std::unique_ptr<Upstream> start_http(const UpstreamOptions& options);
std::unique_ptr<Upstream> start_file(const UpstreamOptions& options);

/// Keeps what was started. One thread.
class Upstreams {
 public:
  explicit Upstreams(std::vector<int> cpus = {}, std::string program = "/proc/self/exe")
      : cpus_(std::move(cpus)), program_(std::move(program)) {}

  /// What a workload of these parameters needs: started if it does not run yet or any more. Nothing if it needs nothing.
  workloads::Surroundings around(const workloads::Workload& workload, const workloads::Parameters& parameters);

  /// All processes of what runs.
  std::vector<pid_t> processes() const;
  /// The CPU time of all of these together.
  std::chrono::nanoseconds cpu() const;

 private:
  std::vector<int> cpus_;
  std::string program_;
  std::map<std::pair<std::string_view, std::int64_t>, std::unique_ptr<Upstream>> running_;  // by need and its parameter's value
};

}  // namespace harness
