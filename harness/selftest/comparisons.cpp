// The checks that compare in rounds: the generator against a server, a server against itself, lean servers against the floor.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "harness/samples.h"
#include "harness/selftest/rounds.h"
#include "workloads/registry.h"

namespace harness {
namespace {

using nlohmann::json;

double pooled(const std::vector<std::vector<json>>& rounds, std::size_t contestant, const char* key) {
  double sum = 0;
  for (const auto& round : rounds) sum += round[contestant].at("cost").at(key).get<double>();
  return sum;
}

std::vector<double> log_ratios(const std::vector<std::vector<json>>& rounds, std::size_t contestant, std::size_t against) {
  std::vector<double> ratios;
  for (const auto& round : rounds) ratios.push_back(log_ratio(round[contestant], round[against]));
  return ratios;
}

std::string in_words(const std::vector<double>& log_ratios) {
  return fmt::format("{:.3f} (rounds {:.3f}–{:.3f}, sd {:.1f} %, {} rounds)", std::exp(median(log_ratios)),
                     std::exp(quantile(log_ratios, 0)), std::exp(quantile(log_ratios, 1)), deviation(log_ratios) * 100, log_ratios.size());
}

Finding system_calls(const std::vector<std::vector<json>>& rounds, std::size_t contestant, const std::string& name, double most) {
  std::vector<double> calls;
  for (const auto& round : rounds) {
    const json& cost = round[contestant].at("cost");
    if (!cost.contains("syscalls"))
      return {"system calls per request, " + name, "absent: " + cost.value("counters_absent", ""), fmt::format("at most {}", most), false,
              true};
    calls.push_back(cost.at("syscalls").get<double>() / cost.at("counted_requests").get<double>());
  }
  return {"system calls per request, " + name,
          fmt::format("{:.3f} (rounds {:.3f}–{:.3f})", median(calls), quantile(calls, 0), quantile(calls, 1)),
          fmt::format("at most {}", most), median(calls) <= most};
}

}  // namespace

std::vector<Finding> check_generator(const SelftestOptions& options) {
  std::vector<Finding> findings;
  for (const int connections : {64, 1024}) {
    std::vector<double> ratios;
    // A slice begins and ends with one request a connection at once: with 1 024 that is a third of 20 ms, so it lasts longer. Where a
    // process's many sockets happen to lie moves its cost by some per cent, so there are more processes and fewer slices of each.
    const bool many = connections > 100;
    const int slices = many ? 12 : 50;
    const std::chrono::milliseconds slice_length(many ? 100 : 20);
    for (const auto& round : measure_echo_rounds(options,
                                                 {.connections = connections,
                                                 .others = {},
                                                 .rounds = many ? options.rounds : std::min(options.rounds, 5),
                                                 .slices = slices,
                                                 .slice = slice_length},
                                                 fmt::format("generator, {} connections", connections)))
      for (const json& slice : round.front().at("slices"))
        ratios.push_back(slice.at("generator_cpu_ns").get<double>() / slice.at("server_cpu_ns").get<double>());
    findings.push_back({fmt::format("generator CPU / callback/epoll CPU, {} connections", connections),
                        fmt::format("{:.3f} (quartiles {:.3f}–{:.3f}, {} slices of {} ms)", median(ratios), quantile(ratios, 0.25),
                                    quantile(ratios, 0.75), ratios.size(), slice_length.count()),
                        "at most 1.05", median(ratios) <= 1.05});
  }
  return findings;
}

std::vector<Finding> check_slices(const SelftestOptions& options) {
  std::vector<double> sliced;
  for (const auto& round : measure_echo_rounds(options, {.others = {"copy"}, .rounds = options.rounds}, "A/A in slices"))
    sliced.push_back(log_ratio(round[1], round[0]));
  // The same time spent the usual way: one whole launch of a second after the other.
  const auto first = measure_echo_rounds(
      options, {.others = {}, .rounds = 2 * options.rounds, .slices = 1, .slice = std::chrono::seconds(1)}, "A/A in whole launches");
  std::vector<double> launches;
  for (std::size_t i = 0; i + 1 < first.size(); i += 2)
    launches.push_back(std::log(cpu_per_request(first[i + 1].front()) / cpu_per_request(first[i].front())));
  return {{"A/A in slices: sd of the round statistic",
           fmt::format("{:.2f} % over {} rounds of 50 slices of 20 ms; median ratio {:.4f}", deviation(sliced) * 100, sliced.size(),
                       std::exp(median(sliced))),
           "at most 1.5 %", deviation(sliced) <= 0.015},
          {"A/A in whole launches of 1 s, beside it",
           fmt::format("{:.2f} % over {} pairs: what slices buy is a factor of {:.1f}", deviation(launches) * 100, launches.size(),
                       deviation(launches) / deviation(sliced)),
           "more than in slices", deviation(launches) > deviation(sliced)}};
}

std::vector<Finding> check_servers(const SelftestOptions& options) {
  const std::vector<std::string> others{"null", "promise/epoll", "coroutine/epoll", "callback/asio", "coroutine/asio"};
  const auto rounds = measure_echo_rounds(options, {.others = others, .rounds = options.rounds}, "servers");
  std::vector<Finding> findings;
  const double floor = pooled(rounds, 1, "user_ns") / pooled(rounds, 1, "requests") / 1e3;
  for (std::size_t i = 0; i <= others.size(); ++i) {
    const std::string name = i == 0 ? "callback/epoll" : others[i - 1];
    if (name == "null") continue;
    const double user = pooled(rounds, i, "user_ns") / pooled(rounds, i, "requests") / 1e3;
    findings.push_back({"user CPU per request by the kernel's ticks, " + name,
                        fmt::format("{:.2f} µs, of which the null server has {:.2f} ({:.0f} s of CPU pooled)", user, floor,
                                    pooled(rounds, i, "cpu_ns") / 1e9),
                        "no bound: see the check `user`", true});
    if (i > 0) {
      const std::vector<double> ratios = log_ratios(rounds, i, 0);
      const bool bounded = name.ends_with("/epoll");
      findings.push_back({"server CPU per request, " + name + " / callback/epoll", in_words(ratios), bounded ? "within 5 %" : "no bound",
                          !bounded || std::abs(median(ratios)) <= std::log(1.05)});
    }
    if (name.ends_with("/epoll")) findings.push_back(system_calls(rounds, i, name, 2.2));
  }
  return findings;
}

std::vector<Finding> check_backends(const SelftestOptions& options) {
  struct Wanted {
    std::string id;
    std::string against;
    double ratio;
    std::optional<double> calls = {};
  };
  std::vector<Wanted> all{{"callback/io_uring", "callback/epoll", 1.02, 0.05},
                          {"promise/io_uring", "promise/epoll", 1.02, 0.05},
                          {"coroutine/io_uring", "coroutine/epoll", 1.02, 0.05},
                          {"callback/libuv", "callback/epoll", 1.06},
                          {"promise/libuv", "promise/epoll", 1.06},
                          {"coroutine/libuv", "coroutine/epoll", 1.06},
                          {"coroutine/fiber", "coroutine/epoll", 1.05}};
  std::vector<Finding> findings;
  std::erase_if(all, [&](const Wanted& one) {
    const std::string why = workloads::find_implementation("stream", one.id)->unavailable();
    if (!why.empty()) findings.push_back({one.id, "not available: " + why, "measured", false, true});
    return !why.empty();
  });
  std::vector<std::string> ids{"callback/epoll", "promise/epoll", "coroutine/epoll"};  // the reference first
  for (const Wanted& one : all) ids.push_back(one.id);
  const auto rounds = measure_echo_rounds(options, {.others = {ids.begin() + 1, ids.end()}, .rounds = options.rounds}, "backends");
  const auto place = [&](const std::string& id) { return static_cast<std::size_t>(std::ranges::find(ids, id) - ids.begin()); };
  for (const Wanted& one : all) {
    const std::vector<double> ratios = log_ratios(rounds, place(one.id), place(one.against));
    findings.push_back({fmt::format("server CPU per request, {} / {}", one.id, one.against), in_words(ratios),
                        fmt::format("at most {}", one.ratio), median(ratios) <= std::log(one.ratio)});
    if (one.calls) findings.push_back(system_calls(rounds, place(one.id), one.id, *one.calls));
  }
  return findings;
}

}  // namespace harness
