// The flags of `fiveways load`.
#include "harness/commands/load_flags.h"

#include <fmt/core.h>

#include "harness/commands/lookup.h"
#include "harness/errors.h"

namespace harness {
namespace {

// What is due: of a broadcast a message, each delivered to everyone.
Offer offer_of(const LoadFlags& flags) {
  const double each = service_workload(flags.workload).open_broadcast != nullptr ? flags.connections : 1;
  const Offer offer{.process = arrival_process(flags.arrivals),
                    .rate_per_s = flags.rate / each,
                    .peak_per_s = flags.peak / each,
                    .burst = seconds(flags.burst_ms / 1e3),
                    .burst_every = seconds(flags.burst_every_ms / 1e3)};
  const bool changes = offer.process == ArrivalProcess::ramp || offer.process == ArrivalProcess::burst;
  if (changes && flags.peak == 0)
    throw UsageError(fmt::format("--arrivals {} needs --peak: the rate at which a ramp ends, or that a burst offers", flags.arrivals));
  if (offer.process == ArrivalProcess::burst && offer.burst >= offer.burst_every)
    throw UsageError("--burst-ms must be shorter than --burst-every-ms");
  return offer;
}

}  // namespace

std::chrono::nanoseconds seconds(double value) { return std::chrono::nanoseconds(static_cast<std::int64_t>(value * 1e9)); }

void add_load_flags(CLI::App& command, LoadFlags& flags) {
  command.add_option("target", flags.target, "model/backend, null, ADDRESS:PORT on loopback or unix:PATH")->required();
  command.add_option("--workload", flags.workload, "what it speaks")->capture_default_str();
  command.add_option("--param", flags.parameters, "a parameter of the workload, NAME=VALUE; repeatable");
  command.add_option("--connections", flags.connections, "connections, in one thread; of a broadcast, its subscribers")
      ->capture_default_str()
      ->check(CLI::Range(1, 16'000));
  command
      .add_option("--pipelining", flags.pipelining, "requests outstanding on a connection, closed loop; of a broadcast, messages under way")
      ->capture_default_str()
      ->check(CLI::Range(1, 1024));
  command
      .add_option("--rate", flags.rate,
                  "requests a second: an open loop; without it a closed loop. Of a broadcast deliveries a second: a message is due every "
                  "SUBSCRIBERS/RATE seconds")
      ->check(CLI::Range(1.0, 1e7));
  command.add_option("--arrivals", flags.arrivals, "poisson or constant; poisson whose rate is a ramp, or has bursts")
      ->capture_default_str()
      ->check(CLI::IsMember({"poisson", "constant", "ramp", "burst"}));
  command.add_option("--peak", flags.peak, "the rate at which a ramp ends, or that a burst offers")->check(CLI::Range(1.0, 1e7));
  command.add_option("--burst-ms", flags.burst_ms, "how long a burst lasts")->capture_default_str()->check(CLI::Range(1.0, 60'000.0));
  command.add_option("--burst-every-ms", flags.burst_every_ms, "from one burst to the next")
      ->capture_default_str()
      ->check(CLI::Range(2.0, 600'000.0));
  command.add_option("--objective-ms", flags.objective_ms, "open loop: print every 100 ms how much was answered within this")
      ->check(CLI::Range(0.001, 600'000.0));
  command.add_option("--duration", flags.duration_s, "seconds measured")->capture_default_str()->check(CLI::Range(0.01, 3600.0));
  command.add_option("--warm-up", flags.warm_up_s, "seconds before, not measured")->capture_default_str()->check(CLI::Range(0.0, 600.0));
  command.add_option("--timeout", flags.timeout_s, "seconds from when a request was due")
      ->capture_default_str()
      ->check(CLI::Range(0.001, 600.0));
  command.add_option("--seed", flags.seed, "of requests and arrivals")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 0x1p64).description(""));
  command.add_option("--transport", flags.transport, "tcp or unix, for an implementation")
      ->capture_default_str()
      ->check(CLI::IsMember({"tcp", "unix"}));
  command.add_option("--server-cpus", flags.server_cpus, "a number of CPUs, or a list as 1,3-5, for an implementation");
  command.add_option("--hgrm", flags.hgrm, "write the latency (from due; closed loop: response) as HdrHistogram percentiles");
  command.add_flag("--json", flags.json, "print JSON");
}

void refuse_idle_flags(const CLI::App& command, const LoadFlags& flags) {
  for (const char* name : {"--arrivals", "--peak", "--burst-ms", "--burst-every-ms", "--objective-ms"})
    if (command.count(name) > 0 && flags.rate == 0) throw UsageError(fmt::format("{} is for the open loop: give --rate", name));
  if (command.count("--peak") > 0 && flags.arrivals != "ramp" && flags.arrivals != "burst")
    throw UsageError("--peak is for --arrivals ramp and burst");
  for (const char* name : {"--burst-ms", "--burst-every-ms"})
    if (command.count(name) > 0 && flags.arrivals != "burst") throw UsageError(fmt::format("{} is for --arrivals burst", name));
}

Arrivals arrivals_of(const LoadFlags& flags) {
  Arrivals arrivals = draw_arrivals(offer_of(flags), seconds(flags.warm_up_s), seconds(flags.duration_s), flags.seed);
  const auto measured_from = static_cast<std::uint64_t>(seconds(flags.warm_up_s).count());
  if (arrivals.due_ns.empty() || arrivals.due_ns.back() < measured_from)
    throw CannotMeasure(fmt::format("--rate {:g} --duration {:g}: no request is due in that time; offer more, or for longer", flags.rate,
                                    flags.duration_s));
  return arrivals;
}

}  // namespace harness
