// The idle crowd: memory against connections, and what a few active ones cost among them.
#include <fmt/core.h>
#include <poll.h>

#include "harness/cost/kernel_memory.h"
#include "harness/cost/process_cost.h"
#include "harness/errors.h"
#include "harness/stress/stress.h"

namespace harness {
namespace {

using nlohmann::json;

constexpr int sizes = 5;
constexpr std::chrono::milliseconds shortest{50};

// The kernel frees what connecting took only after a while, and the server's last switch must be over.
void settle() { poll(nullptr, 0, 100); }

json memory_of(pid_t pid, int connections) {
  settle();
  json point{{"connections", connections}};
  const auto process = snapshot(pid);
  if (!process) throw CannotMeasure(process.reason());
  point["rss_bytes"] = process->rss_bytes;
  point["threads"] = process->threads;
  if (process->pss_bytes) point["pss_bytes"] = *process->pss_bytes;
  if (const auto kernel = kernel_memory_bytes())
    point["kernel_bytes"] = *kernel;
  else
    point["kernel_absent"] = kernel.reason();
  return point;
}

void add(Faults& sum, const Faults& more) {
  sum.closed += more.closed;
  sum.timeouts += more.timeouts;
  sum.wrong += more.wrong;
}

}  // namespace

Found crowd(const Subject& subject) {
  const Case& one = subject.one;
  const Load& load = one.load;
  Found found{.holds_connections = true};
  json points = json::array();
  std::vector<Target> idle;
  int held = 0;
  for (int size = 0; size <= sizes && found.faults.total() == 0; ++size) {
    const int wanted = load.connections * size / sizes;
    if (wanted > held && subject.audience != nullptr) {
      subject.audience->grow(wanted - held);
      held = wanted;
      const ClosedSlice heard = subject.audience->closed({}, std::chrono::nanoseconds(1), [] { return std::uint64_t{0}; });
      found.requests += heard.visit_requests;
      add(found.faults, heard.faults);
    } else if (wanted > held) {
      idle.emplace_back(
          subject.address, *subject.clients.service,
          LoadOptions{.connections = wanted - held, .timeout = load.timeout, .seed = subject.seed + 7 * static_cast<std::uint64_t>(size)});
      held = wanted;
      // Each asks once, so that whatever a connection allocates is allocated.
      const ClosedSlice asked = idle.back().closed({}, std::chrono::nanoseconds(1), [] { return std::uint64_t{0}; });
      found.requests += asked.visit_requests;
      add(found.faults, asked.faults);
    }
    json point = memory_of(subject.pid, held + load.driven());
    const auto length = std::max<std::chrono::nanoseconds>(shortest, one.duration / (sizes + 1));
    const ClosedSlice active = subject.generator.closed(one.lead_in, length, subject.server_cpu);
    found.requests += active.visit_requests;
    add(found.faults, active.faults);
    point.update({{"requests", active.requests}, {"server_cpu_ns", active.server_cpu_ns}, {"duration_ns", active.duration_ns}});
    points.push_back(std::move(point));
  }
  found.result["crowd"] = {{"active", load.driven()}, {"points", points}};
  return found;
}

}  // namespace harness
