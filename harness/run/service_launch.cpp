// One contestant of a service in one round.
#include "harness/run/service_launch.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/cost/counters.h"
#include "harness/errors.h"
#include "harness/foreign.h"
#include "harness/samples.h"

namespace harness {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// A leak is growth that goes on with the requests: more than this a request, and more in all than warming up explains.
constexpr double leak_bytes_per_request = 64;
constexpr double leak_bytes = 2 << 20;

// What a connection more may hold: those to an upstream server are kept, and their number grows until the busiest moment has been.
constexpr double connection_bytes = 32 << 10;

std::uint64_t count(nanoseconds time) { return static_cast<std::uint64_t>(time.count()); }

}  // namespace

ServiceLaunch::ServiceLaunch(const RoundOptions& options, const Contestant& contestant, const Clients& clients, int order)
    : options_(options), contestant_(contestant), clients_(clients), result_(launch_header(options, contestant, order)) {
  const Case& one = options.one;
  service_.emplace(
      Service::start({.id = contestant.id,
                      .workload = one.workload,
                      .parameters = one.parameters,
                      .transport = one.load.transport,
                      .threads = static_cast<int>(options.plan.server_cpus.size()),
                      .upstream = options.upstreams.around(*workloads::find_workload(one.workload), one.parameters).address,
                      .cpus = one.load.placement == Placement::same_core ? options.plan.generator_cpus : options.plan.server_cpus,
                      .program = options.program}));
  clock_ = ProcessClock::of(service_->pid());
  result_["slices"] = json::array();
  try {
    connect({.connections = one.load.driven(),
             .pipelining = one.load.pipelining,
             .timeout = one.load.timeout,
             .seed = options.plan.seed + static_cast<std::uint64_t>(order),
             .spin = one.load.placement == Placement::spinning});
  } catch (const NotAccepted& error) {
    fail("hung", error.what());
  } catch (const CannotMeasure& error) {
    const bool ran = service_->running();
    const Ending ending = service_->stop(milliseconds(100));
    if (ran && ending.signal == 0 && ending.exit_status <= 0) throw;  // the machine's limit, not the contestant's fault
    fail("crashed", ending.sentence());
  }
}

void ServiceLaunch::connect(const LoadOptions& options) {
  if (clients_.service)
    target_.emplace(service_->address(), *clients_.service, options);
  else
    audience_.emplace(service_->address(), *clients_.broadcast, options);
}

void ServiceLaunch::disconnect() {
  target_.reset();
  audience_.reset();
}

Generator::CpuClock ServiceLaunch::clock_at_edges(nanoseconds& upstream) const {
  return [this, &upstream] {
    if (has_upstream_) upstream = options_.upstreams.cpu() - upstream;  // at the first edge what it was, at the second the difference
    return count(cpu());
  };
}

nanoseconds ServiceLaunch::cpu() const {
  if (const auto now = clock_ ? clock_->now() : std::nullopt) last_cpu_ = *now;
  return last_cpu_;
}

void ServiceLaunch::warm_up() {
  constexpr int longest = 10;  // times the warm-up's own length, where a slow contestant does not reach its requests
  std::uint64_t requests = 0;
  for (int turn = 0; turn < longest && fine() && (turn == 0 || requests < options_.one.warm_up_requests); ++turn) {
    const ClosedSlice slice = generator().closed({}, options_.one.warm_up, [] { return std::uint64_t{0}; });
    requests += slice.requests;
    judge(slice.faults);
  }
}

void ServiceLaunch::begin_account() {
  if (!fine()) return;
  account_started_ns_ = now_ns();
  if (auto taken = snapshot(pid()))
    before_ = *taken, descriptors_before_ = open_descriptors(pid());
  else
    fail("crashed", taken.reason());
}

void ServiceLaunch::visit(int index) {
  if (!fine()) return;
  nanoseconds upstream{};
  const ClosedSlice slice = generator().closed(options_.one.lead_in, options_.one.slice, clock_at_edges(upstream));
  judge(slice.faults);
  account_requests_ += slice.visit_requests;
  result_["slices"].push_back(to_json(slice, index, options_.run_started_ns));
  if (has_upstream_) result_["slices"].back()["upstream_cpu_ns"] = count(upstream);
  if (slice.requests > 0) cpu_per_request_.push_back(static_cast<double>(slice.server_cpu_ns) / static_cast<double>(slice.requests));
}

void ServiceLaunch::run_open(const Arrivals& arrivals) {
  if (!fine()) return;
  const std::uint64_t started = now_ns();
  nanoseconds upstream{};
  const OpenResult open =
      generator().open(arrivals, options_.one.lead_in, clock_at_edges(upstream), {.objective = options_.one.load.objective});
  account_requests_ += open.visit_requests;
  result_["latency"] = to_json(open);
  result_["slices"].push_back({{"index", 0},
                               {"started_ns", started - options_.run_started_ns},
                               {"duration_ns", open.duration_ns},
                               {"requests", open.answered},
                               {"server_cpu_ns", open.server_cpu_ns},
                               {"generator_cpu_ns", open.generator_cpu_ns},
                               {"errors", open.faults.closed},
                               {"timeouts", open.faults.timeouts},
                               {"wrong", open.faults.wrong}});
  if (has_upstream_) result_["slices"].back()["upstream_cpu_ns"] = count(upstream);
  judge(ending_faults(open, options_.one));
}

void ServiceLaunch::run_load(Found (*load)(const Subject&), double reference_per_s) {
  if (!fine()) return;
  const Subject subject{.one = options_.one,
                        .address = service_->address(),
                        .pid = pid(),
                        .clients = clients_,
                        .generator = generator(),
                        .target = target_ ? &*target_ : nullptr,
                        .audience = audience_ ? &*audience_ : nullptr,
                        .server_cpu = [this] { return count(cpu()); },
                        .seed = options_.plan.seed + static_cast<std::uint64_t>(options_.round),
                        .reference_per_s = reference_per_s,
                        .server_cpus = options_.plan.server_cpus,
                        .run_started_ns = options_.run_started_ns};
  try {
    const Found found = load(subject);
    account_requests_ += found.requests;
    holds_connections_ = found.holds_connections;
    result_.update(found.result);
    judge(found.faults);
  } catch (const NotAccepted& error) {
    fail("hung", error.what());
  } catch (const CannotMeasure&) {
    if (service_->running()) throw;  // the machine's limit, not the contestant's fault
    fail("crashed", service_->stop().sentence());
  }
}

void ServiceLaunch::end_account() {
  if (!fine() || !before_) return;
  const auto after = snapshot(pid());
  if (!after) return fail("crashed", after.reason());
  const ProcessCost cost = difference(*before_, *after);
  result_["cost"] = {{"requests", account_requests_},
                     {"wall_ns", now_ns() - account_started_ns_},
                     {"user_ns", count(cost.user)},
                     {"system_ns", count(cost.system)},
                     {"cpu_ns", count(cost.cpu)},
                     {"voluntary_switches", cost.voluntary_switches},
                     {"involuntary_switches", cost.involuntary_switches},
                     {"threads_ended", cost.threads_ended},
                     {"minor_faults", cost.minor_faults},
                     {"major_faults", cost.major_faults},
                     {"threads", cost.threads},
                     {"rss_bytes", cost.rss_bytes},
                     {"cpus_allowed", cost.cpus_allowed}};
  if (cost.pss_bytes) result_["cost"]["pss_bytes"] = *cost.pss_bytes;
  if (holds_connections_) return;
  const double growth = static_cast<double>(after->rss_bytes) - static_cast<double>(before_->rss_bytes);
  const double per_request = growth / static_cast<double>(std::max<std::uint64_t>(1, account_requests_));
  const double slack = static_cast<double>(collector_slack_bytes(workloads::find_workload(options_.one.workload)->shape, contestant_.id)) +
                       connection_bytes * std::max(0, open_descriptors(pid()) - descriptors_before_);
  if (growth > leak_bytes + slack && per_request > leak_bytes_per_request)
    fail("leaked", fmt::format("its memory grew by {:.1f} MiB over {} requests, {:.0f} bytes each", growth / (1 << 20), account_requests_,
                               per_request));
}

void ServiceLaunch::count_events() {
  if (!fine()) return;
  Counting counting = Counting::open(pid());
  counting.start();
  const ClosedSlice slice =
      generator().closed({}, options_.one.sliced ? options_.one.slice : options_.one.warm_up, [] { return std::uint64_t{0}; });
  const Counts counts = counting.stop();
  judge(slice.faults);
  json& cost = result_["cost"];
  cost["counted_requests"] = slice.visit_requests;
  if (counts.syscalls) cost["syscalls"] = *counts.syscalls;
  if (counts.instructions) cost["instructions"] = *counts.instructions;
  if (counts.user_instructions) cost["user_instructions"] = *counts.user_instructions;
  std::string absent = counts.syscalls.reason();
  if (!counts.instructions) absent += (absent.empty() ? "" : "; ") + counts.instructions.reason();
  if (!absent.empty()) cost["counters_absent"] = absent;
}

void ServiceLaunch::stop() {
  disconnect();
  const Ending ending = service_->stop();
  if (fine() && !ending.stopped) fail(ending.killed ? "hung" : "crashed", "when told to stop it " + ending.sentence());
}

double ServiceLaunch::closed_loop_per_s() {
  if (!fine()) return 0;
  const ClosedSlice slice = generator().closed(options_.one.lead_in, milliseconds(300), [] { return std::uint64_t{0}; });
  judge(slice.faults);
  return fine() ? static_cast<double>(slice.requests) * 1e9 / static_cast<double>(slice.duration_ns) : 0;
}

double ServiceLaunch::median_cpu_per_request() const { return cpu_per_request_.empty() ? 0 : median(cpu_per_request_); }

json ServiceLaunch::result() const {
  json out = result_;
  out["outcome"] = outcome_;
  out["sentence"] = sentence_;
  return out;
}

// A server whose process is gone has crashed, whatever the generator saw first.
void ServiceLaunch::judge(const Faults& faults) {
  if (!fine() || (faults.total() == 0 && service_->running())) return;
  if (!service_->running()) return fail("crashed", service_->stop().sentence());
  if (faults.closed > 0) {  // a process that dies closes its sockets a moment before it is gone
    const Ending ending = service_->stop(milliseconds(100));
    if (ending.signal != 0 || ending.exit_status > 0) return fail("crashed", ending.sentence());
  }
  fail(faults.wrong > 0 ? "wrong" : faults.closed > 0 ? "closed_early" : "hung", faults.sentence());
}

void ServiceLaunch::fail(std::string outcome, std::string sentence) {
  outcome_ = std::move(outcome);
  sentence_ = std::move(sentence);
  disconnect();
  service_->stop(milliseconds(100));  // costs this launch, and no more
}

}  // namespace harness
