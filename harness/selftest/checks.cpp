// The list of checks, and the two that need no comparison: recording and pacing.
#include "harness/selftest/checks.h"

#include <fmt/core.h>

#include "harness/errors.h"
#include "harness/load/clock.h"
#include "harness/load/histogram.h"
#include "harness/load/target.h"
#include "harness/samples.h"
#include "harness/service.h"
#include "workloads/mix.h"
#include "workloads/registry.h"

namespace harness {

const std::vector<SelftestCheck>& selftest_checks() {
  static const std::vector<SelftestCheck> checks{
      {"recording", "what recording one latency costs, and how large a histogram is", check_recording},
      {"generator", "the generator's CPU per request against a plain server's, one core each, in the same slices", check_generator},
      {"pacing", "how late the open loop sends: constant arrivals, 50 000/s", check_pacing},
      {"slices", "A/A spread: the same server twice, in slices and in whole launches", check_slices},
      {"servers", "CPU and system calls per request of the leanest servers, against the harness's null server", check_servers},
      {"backends", "server CPU and system calls per request where one backend is to be as lean as another", check_backends},
      {"user", "the leanest servers' own code per request, timed between their system calls", check_user_code},
      {"memory", "memory of an idle connection, by regression up to 10 000", check_memory}};
  return checks;
}

std::vector<Finding> check_recording(const SelftestOptions& options) {
  constexpr int samples = 4'000'000;
  constexpr int repeats = 9;
  options.progress("recording", 0);
  std::vector<std::uint64_t> values(4096);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = workloads::mix(i) >> (26 + workloads::mix(i + 1) % 30);  // all magnitudes
  const auto histogram = std::make_unique<Histogram>();
  std::vector<double> costs;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const std::uint64_t start = now_ns();
    for (std::size_t i = 0; i < samples; ++i) histogram->record(values[i % values.size()]);
    costs.push_back(static_cast<double>(now_ns() - start) / samples);
  }
  if (histogram->count() != std::uint64_t{samples} * repeats) throw CannotMeasure("the histogram lost samples");
  return {{"recording one latency",
           fmt::format("{:.1f} ns (worst of {} repeats {:.1f}), {} million samples each", median(costs), repeats, quantile(costs, 1),
                       samples / 1'000'000),
           "at most 10 ns", median(costs) <= 10},
          {"a histogram", fmt::format("{} KiB", sizeof(Histogram) / 1024), "at most 128 KiB", sizeof(Histogram) <= 128 * 1024}};
}

std::vector<Finding> check_pacing(const SelftestOptions& options) {
  constexpr double rate = 50'000;
  constexpr std::chrono::seconds length{5};
  constexpr std::chrono::milliseconds lead_in{500};
  options.progress("pacing", 0);
  const auto workload = workloads::find_workload("echo")->open_stream({});
  Service server = Service::start({.id = "callback/epoll", .cpus = options.cpus.server});
  Target target(server.address(), *workload, {.connections = 64});
  const OpenResult result = target.open(draw_arrivals({.process = ArrivalProcess::constant, .rate_per_s = rate}, lead_in, length, 1),
                                        lead_in, [] { return std::uint64_t{0}; }, {});
  const double p50 = static_cast<double>(result.lag_pacing.quantile_ns(0.5)) / 1e3;
  const double p99 = static_cast<double>(result.lag_pacing.quantile_ns(0.99)) / 1e3;
  const double delivered = static_cast<double>(result.delivered) / static_cast<double>(result.offered);
  const std::string faults = result.faults.sentence();
  return {{"pacing lag",
           fmt::format("p50 {:.2f} µs, p99 {:.1f} µs, p99.9 {:.1f} µs over {} arrivals", p50, p99,
                       static_cast<double>(result.lag_pacing.quantile_ns(0.999)) / 1e3, result.offered),
           "p50 at most 2 µs, p99 at most 50 µs", p50 <= 2 && p99 <= 50},
          {"delivered of offered", fmt::format("{:.3f} %{}{}", delivered * 100, faults.empty() ? "" : ", ", faults), "within 0.1 %",
           std::abs(delivered - 1) <= 0.001 && faults.empty()}};
}

}  // namespace harness
