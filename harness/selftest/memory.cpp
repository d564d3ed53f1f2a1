// Memory of an idle connection: resident memory of the server against the number of connections, by least squares.
#include <fmt/core.h>

#include "harness/cost/process_cost.h"
#include "harness/errors.h"
#include "harness/load/target.h"
#include "harness/selftest/checks.h"
#include "harness/service.h"
#include "workloads/registry.h"

namespace harness {
namespace {

struct Line {
  double slope;
  double residual;  // largest distance of a point from the line
};

Line fit(const std::vector<std::pair<double, double>>& points) {
  double mean_x = 0;
  double mean_y = 0;
  for (const auto& [x, y] : points) mean_x += x / static_cast<double>(points.size()), mean_y += y / static_cast<double>(points.size());
  double xx = 0;
  double xy = 0;
  for (const auto& [x, y] : points) xx += (x - mean_x) * (x - mean_x), xy += (x - mean_x) * (y - mean_y);
  Line line{.slope = xy / xx, .residual = 0};
  for (const auto& [x, y] : points) line.residual = std::max(line.residual, std::abs(y - mean_y - line.slope * (x - mean_x)));
  return line;
}

// Every connection has asked once and been answered, so that whatever a connection allocates is allocated.
double resident_bytes(const std::string& id, int connections, const SelftestOptions& options) {
  const auto workload = workloads::find_workload("echo")->open_stream({});
  Service server = Service::start({.id = id, .cpus = options.cpus.server});
  Target target(server.address(), *workload, {.connections = connections});
  const ClosedSlice slice = target.closed({}, std::chrono::milliseconds(200), [] { return std::uint64_t{0}; });
  if (slice.faults.total() > 0) throw CannotMeasure(fmt::format("{} with {} connections: {}", id, connections, slice.faults.sentence()));
  const auto cost = snapshot(server.pid());
  if (!cost) throw CannotMeasure(cost.reason());
  return static_cast<double>(cost->rss_bytes);
}

}  // namespace

std::vector<Finding> check_memory(const SelftestOptions& options) {
  std::vector<Finding> findings;
  for (const std::string id : {"callback/epoll", "coroutine/epoll", "promise/epoll"}) {
    std::vector<std::pair<double, double>> points;
    for (const int connections : {1, 2000, 4000, 6000, 8000, 10'000}) {
      options.progress(fmt::format("memory, {} with {} connections", id, connections), connections / 10'000.0);
      points.emplace_back(connections, resident_bytes(id, connections, options));
    }
    const Line line = fit(points);
    const bool bounded = id != "promise/epoll";
    findings.push_back({"resident memory per idle connection, " + id,
                        fmt::format("{:.0f} bytes, its read buffer included (the loop's one); {} sizes up to 10 000, residual {:.0f} KiB",
                                    line.slope, points.size(), line.residual / 1024),
                        bounded ? "at most 512 bytes" : "no bound", !bounded || line.slope <= 512});
  }
  return findings;
}

}  // namespace harness
