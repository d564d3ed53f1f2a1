// `fiveways load`: the load generator alone, against one implementation or any address on loopback.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/commands/command.h"
#include "harness/commands/load_flags.h"
#include "harness/commands/load_text.h"
#include "harness/commands/lookup.h"
#include "harness/cost/process_clock.h"
#include "harness/errors.h"
#include "harness/exit_status.h"
#include "harness/interrupt.h"
#include "harness/load/audience.h"
#include "harness/load/target.h"
#include "harness/machine/cpus.h"
#include "harness/plan/preflight.h"
#include "harness/run/progress.h"
#include "harness/service.h"
#include "harness/upstream/upstream.h"

namespace harness {
namespace {

using nlohmann::json;

bool is_loopback(const Address& address) {
  const std::string text = to_string(address);
  return text.starts_with("127.") || text.starts_with("[::1]") || text.starts_with("unix:");
}

// What the load runs against: a process of ours, or an address.
struct Server {
  Upstreams upstreams;
  std::optional<Service> ours;
  Address address;
  std::optional<ProcessClock> clock;
  std::string name;
};

Server start_server(const LoadFlags& flags, const CpuPlan& cpus, const workloads::Parameters& parameters) {
  Server server{.upstreams = Upstreams(cpus.generator), .name = flags.target};
  if (flags.target == "null" || (flags.target.find('/') != std::string::npos && !flags.target.starts_with("unix:"))) {
    if (flags.target != "null") {
      const auto& implementation = available(implementation_of(service_workload(flags.workload).shape, flags.target));
      require_port(implementation, flags.workload);
      if (const std::string reason = implementation.refusal(parameters); !reason.empty())
        throw UsageError(fmt::format("{} does not serve this: {}", flags.target, reason));
      check_calls({.load = fmt::format("--connections {}", flags.connections),
                   .servers = {&implementation},
                   .workload = flags.workload,
                   .parameters = parameters,
                   .connections = flags.connections});
      if (const auto& traits = implementation.traits; flags.connections > traits.max_connections)
        throw UsageError(fmt::format("--connections {}: {} serves at most {}: {}", flags.connections, flags.target, traits.max_connections,
                                     traits.limit_reason));
    }
    server.ours.emplace(Service::start({.id = flags.target,
                                        .workload = flags.workload,
                                        .parameters = parameters,
                                        .transport = flags.transport == "unix" ? Transport::unix_socket : Transport::tcp,
                                        .threads = static_cast<int>(cpus.server.size()),
                                        .upstream = server.upstreams.around(service_workload(flags.workload), parameters).address,
                                        .cpus = cpus.server}));
    server.address = server.ours->address();
    server.clock = ProcessClock::of(server.ours->pid());
  } else {
    server.address = parse_address(flags.target);
    if (!is_loopback(server.address))
      throw UsageError(fmt::format("{} is not on this machine: load goes to loopback addresses only", flags.target));
  }
  return server;
}

int report_faults(const Faults& faults, const Server& server) {
  if (server.ours && !server.ours->running()) fmt::print(stderr, "{} ended while it was under load\n", server.name);
  if (faults.total() == 0) return exit_fine;
  fmt::print(stderr, "{}\n", faults.sentence());
  return exit_wrong;
}

// What is counted, and over what.
struct Words {
  std::string_view one;
  std::string_view many;
  std::string_view connections;
};

int closed(const LoadFlags& flags, Generator& target, Server& server, const Generator::CpuClock& cpu, const Words& words) {
  const Progress progress(fmt::format("{} · closed loop, {} {}", server.name, flags.connections, words.connections), flags.duration_s);
  const ClosedSlice slice = target.closed(seconds(flags.warm_up_s), seconds(flags.duration_s), cpu);
  const bool any = slice.requests > 0;
  const auto requests = static_cast<double>(slice.requests);
  // The wait for replies that never came is the generator's patience, no part of what was offered.
  const auto asked_ns = static_cast<std::uint64_t>(seconds(flags.duration_s).count());
  const std::uint64_t wall_ns = slice.faults.total() > 0 ? std::min(asked_ns, slice.duration_ns) : slice.duration_ns;
  const auto wall = static_cast<double>(wall_ns);
  json out{{"target", server.name},
           {"load", {{"model", "closed"}, {"connections", flags.connections}, {"pipelining", flags.pipelining}}},
           {"duration_ns", wall_ns},
           {"requests", slice.requests},
           {"requests_per_s", requests / wall * 1e9},
           {"errors", slice.faults.closed},
           {"timeouts", slice.faults.timeouts},
           {"wrong", slice.faults.wrong},
           {"response", percentiles(target.closed_responses())}};
  if (any) out["generator_cpu_ns_per_request"] = static_cast<double>(slice.generator_cpu_ns) / requests;
  if (any && server.clock) out["server_cpu_ns_per_request"] = static_cast<double>(slice.server_cpu_ns) / requests;
  write_hgrm(flags.hgrm, target.closed_responses());
  if (flags.json) {
    fmt::print("{}\n", out.dump(2));
  } else {
    fmt::print("{}: {:.0f} {}/s over {:.2f} s, {} {}, closed loop, loopback\n", server.name, requests / wall * 1e9, words.many, wall / 1e9,
               flags.connections, words.connections);
    const auto each = [&](std::uint64_t cpu_ns) {
      return any ? fmt::format("{:.2f} µs", static_cast<double>(cpu_ns) / requests / 1e3) : "n/a";
    };
    const auto share = [&](std::uint64_t cpu_ns) { return static_cast<double>(cpu_ns) / static_cast<double>(slice.duration_ns) * 100; };
    fmt::print("CPU per {}: generator {} ({:.0f} % of its CPU)", words.one, each(slice.generator_cpu_ns), share(slice.generator_cpu_ns));
    if (server.clock) fmt::print(", server {} ({:.0f} % of a CPU)", each(slice.server_cpu_ns), share(slice.server_cpu_ns));
    fmt::print("\nresponse time{} (a closed loop waits for the server: this is no latency under load; use --rate)\n",
               percentile_text(target.closed_responses()));
  }
  return report_faults(slice.faults, server);
}

int open(const LoadFlags& flags, const Arrivals& arrivals, Generator& target, Server& server, const Generator::CpuClock& cpu,
         const Words& words) {
  const Progress progress(fmt::format("{} · open loop, {:g}/s", server.name, flags.rate), flags.warm_up_s + flags.duration_s);
  const OpenResult result = target.open(arrivals, seconds(flags.warm_up_s), cpu, {.objective = seconds(flags.objective_ms / 1e3)});
  const double share = static_cast<double>(result.delivered) / static_cast<double>(std::max<std::uint64_t>(1, result.offered));
  write_hgrm(flags.hgrm, result.from_due);
  if (flags.json) {
    fmt::print("{}\n", json{{"target", server.name},
                            {"load",
                             {{"model", "open"},
                              {"connections", flags.connections},
                              {"rate_per_s", flags.rate},
                              {"arrivals", flags.arrivals},
                              {"seed", flags.seed},
                              {"busy_policy", "wait_in_client"}}},
                            {"offered", result.offered},
                            {"answered", result.answered},
                            {"lost", result.lost},
                            {"delivered", result.delivered},
                            {"delivered_over_offered", share},
                            {"duration_ns", result.duration_ns},
                            {"errors", result.faults.closed},
                            {"timeouts", result.faults.timeouts},
                            {"wrong", result.faults.wrong},
                            {"from_due", percentiles(result.from_due)},
                            {"from_send", percentiles(result.from_send)},
                            {"lag_pacing", percentiles(result.lag_pacing)},
                            {"lag_waiting", percentiles(result.lag_waiting)},
                            {"windows", windows_json(result.windows)},
                            {"generator_working_share", result.generator_working_share},
                            {"heavy", result.heavy},
                            {"from_due_light", percentiles(result.from_due_light)}}
                           .dump(2));
  } else {
    fmt::print("{}: offered {} {} at {:g}/s ({} arrivals), delivered {:.2f} %, {} {}, loopback\n", server.name, result.offered, words.many,
               flags.rate, flags.arrivals, share * 100, flags.connections, words.connections);
    fmt::print("latency from due {}\n        from send{}\nlag     pacing   {}\n        waiting  {}\n", percentile_text(result.from_due),
               percentile_text(result.from_send), percentile_text(result.lag_pacing), percentile_text(result.lag_waiting));
    fmt::print("{}", windows_text(result.windows, 0.1));
    if (result.heavy > 0) fmt::print("of light requests, {} heavy ones apart{}\n", result.heavy, percentile_text(result.from_due_light));
    fmt::print("generator worked {:.0f} % of the time{}\n", result.generator_working_share * 100,
               share < 0.99 || share > 1.01 ? "; the point is saturated: its percentiles are not comparable" : "");
  }
  return report_faults(result.faults, server);
}

int load(const LoadFlags& flags) {
  const auto& workload = service_workload(flags.workload);
  const bool broadcast = workload.open_broadcast != nullptr;
  const auto parameters = parse_parameters(workload, flags.parameters);
  if (flags.rate > 0 && flags.pipelining > 1)
    throw UsageError(
        "--pipelining is for the closed loop; with --rate a connection carries one request, and messages are published when due");
  const Arrivals arrivals = flags.rate > 0 ? arrivals_of(flags) : Arrivals{};
  const CpuPlan cpus = plan_cpus(topology_of({}, allowed_cpus()), flags.server_cpus);
  watch_for_interrupts();
  Server server = start_server(flags, cpus, parameters);
  pin_this_thread(cpus.generator);
  const LoadOptions options{
      .connections = flags.connections, .pipelining = flags.pipelining, .timeout = seconds(flags.timeout_s), .seed = flags.seed};
  const Generator::CpuClock cpu = [&server] {
    const auto now = server.clock ? server.clock->now() : std::nullopt;
    return now ? static_cast<std::uint64_t>(now->count()) : 0;
  };
  const auto service = broadcast ? nullptr : workload.open_service(parameters);
  const auto broadcasting = broadcast ? workload.open_broadcast(parameters) : nullptr;
  std::unique_ptr<Generator> generator;
  if (broadcast)
    generator = std::make_unique<Audience>(server.address, *broadcasting, options);
  else
    generator = std::make_unique<Target>(server.address, *service, options);
  const Words words = broadcast ? Words{.one = "delivery", .many = "deliveries", .connections = "subscribers"}
                                : Words{.one = "request", .many = "requests", .connections = "connections"};
  return flags.rate > 0 ? open(flags, arrivals, *generator, server, cpu, words) : closed(flags, *generator, server, cpu, words);
}

}  // namespace

void add_load(CLI::App& app, int& exit_status) {
  auto* command = app.add_subcommand("load", "load one implementation, or any server on loopback that speaks the workload");
  auto flags = std::make_shared<LoadFlags>();
  add_load_flags(*command, *flags);
  command->footer(
      "Exit status: 0 fine, 1 some request was lost, late beyond the time-out or answered wrongly, 2 usage, 4 could not measure.\n"
      "Examples:\n"
      "  fiveways load callback/epoll\n"
      "  fiveways load coroutine/asio --rate 50000 --arrivals constant --duration 10 --hgrm latency.hgrm\n"
      "  fiveways load coroutine/epoll --workload chat --connections 100\n"
      "  fiveways load coroutine/epoll --workload chat --connections 100 --rate 50000\n"
      "  fiveways load multithreaded/pool --rate 10000 --peak 200000 --arrivals ramp --objective-ms 10\n"
      "  fiveways load 127.0.0.1:8080 --connections 1024");
  command->callback([flags, command, &exit_status] {
    refuse_idle_flags(*command, *flags);
    exit_status = load(*flags);
  });
}

}  // namespace harness
