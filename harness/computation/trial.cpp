// One launch of a computation, seen from the harness.
#include "harness/computation/trial.h"

#include <fmt/core.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "harness/errors.h"

namespace harness {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

constexpr std::chrono::seconds patience_after_goodbye(5);

std::string seconds_of(std::chrono::milliseconds time) { return fmt::format("{:g} s", std::chrono::duration<double>(time).count()); }

// An answer, or in its place an object that says why there is none.
json parse(const std::string& line) {
  json answer = json::parse(line, nullptr, false);
  return answer.is_object() ? answer : json{{"error", fmt::format("answered '{}', which is not a JSON object", line)}};
}

std::optional<std::uint64_t> count_in(const json& answer, const char* key) {
  return answer.contains(key) ? std::optional(answer.at(key).get<std::uint64_t>()) : std::nullopt;
}

}  // namespace

Trial Trial::start(const TrialOptions& options) {
  int ends[2];
  check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), "socketpair");
  Descriptor ours(ends[0]);
  const Descriptor its(ends[1]);
  ProcessOptions process{.program = options.program,
                         .arguments = {"fiveways", "trial", options.id, "--workload", options.workload, "--workers",
                                       std::to_string(options.workers), "--command-fd", "3", "--result-fd", "4"},
                         .inherited = {its.get(), its.get()},
                         .cpus = options.cpus,
                         .killed_with_starter = true};
  if (!options.surroundings.address.empty())
    process.arguments.insert(process.arguments.end(), {"--upstream", options.surroundings.address});
  for (const auto& [name, value] : options.parameters)
    process.arguments.insert(process.arguments.end(), {"--param", fmt::format("{}={}", name, value)});
  return {benchmark_name(options.workload, options.id, options.workers, options.parameters), options.surroundings.address, std::move(ours),
          Process::start(process)};
}

Failure Trial::fail(std::string kind, std::string sentence) {
  failure_ = {.kind = std::move(kind), .sentence = fmt::format("{} {}", name_, sentence)};
  return failure_;
}

std::variant<std::string, Failure> Trial::receive_line(std::chrono::milliseconds timeout, std::string_view doing) {
  const auto deadline = Clock::now() + timeout;
  std::size_t end;
  while ((end = received_.find('\n')) == std::string::npos) {
    const auto left = std::max(std::chrono::milliseconds(0), std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()));
    pollfd wait{.fd = channel_.get(), .events = POLLIN, .revents = 0};
    const int ready = poll(&wait, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    check(ready, "poll");
    if (ready == 0) {
      channel_.reset();
      process_.wait(std::chrono::milliseconds(0));
      const std::string upstream = upstream_.empty() ? "" : fmt::format("; it depends on {}", upstream_);
      return fail("hung", fmt::format("gave no answer within {} while {} and was killed{}", seconds_of(timeout), doing, upstream));
    }
    char buffer[4096];
    const ssize_t size = recv(channel_.get(), buffer, sizeof buffer, 0);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) {
      channel_.reset();
      Ending ending = process_.wait(patience_after_goodbye);
      ending.stopped = false;
      return fail("crashed", fmt::format("{} while {}", ending.sentence(), doing));
    }
    received_.append(buffer, static_cast<std::size_t>(size));
  }
  std::string line = received_.substr(0, end);
  received_.erase(0, end + 1);
  return line;
}

std::variant<TrialFacts, Failure> Trial::ready(std::chrono::milliseconds timeout) {
  if (!failure_.kind.empty()) return failure_;
  auto line = receive_line(timeout, "starting");
  if (auto* failure = std::get_if<Failure>(&line)) return *failure;
  const json answer = parse(std::get<std::string>(line));
  if (answer.value("ready", false))
    return TrialFacts{.units = answer.value("units", std::uint64_t{0}), .threads = answer.value("threads", 0)};
  stop();
  return fail("wrong", fmt::format("failed its first verification: {}", answer.value("error", "no reason given")));
}

std::variant<Slice, Failure> Trial::run(std::int64_t iterations, std::chrono::milliseconds timeout) {
  if (!failure_.kind.empty()) return failure_;
  const std::string command = json{{"iterations", iterations}}.dump() + "\n";
  most_iterations_ = std::max(most_iterations_, iterations);
  // An ended process is told by what it leaves to be read, not by the send.
  send(channel_.get(), command.data(), command.size(), MSG_NOSIGNAL);
  auto line = receive_line(timeout, fmt::format("running {} iterations", iterations));
  if (auto* failure = std::get_if<Failure>(&line)) return *failure;
  const json answer = parse(std::get<std::string>(line));
  if (answer.contains("error") || answer.value("iterations", std::int64_t{0}) != iterations) {
    stop();
    return fail(answer.value("void", false) ? "void" : "wrong", answer.value("error", "ran another number of iterations than it was told"));
  }
  return Slice{.iterations = iterations,
               .real = std::chrono::nanoseconds(answer.value("real_time_ns", std::int64_t{0})),
               .cpu = std::chrono::nanoseconds(answer.value("cpu_time_ns", std::int64_t{0})),
               .checked = {.wrong = 0,
                           .events = {.minor_faults = answer.value("minor_faults", std::int64_t{0}),
                                      .voluntary_switches = answer.value("voluntary_switches", std::int64_t{0}),
                                      .involuntary_switches = answer.value("involuntary_switches", std::int64_t{0})},
                           .forks = {.forked = count_in(answer, "forked"),
                                     .run_inline = count_in(answer, "inline"),
                                     .stolen = count_in(answer, "stolen")}},
               .delays = answer.value("delays", json()),
               .error = {}};
}

Ending Trial::stop(std::chrono::milliseconds patience) {
  channel_.reset();
  return process_.wait(patience);
}

std::variant<std::int64_t, Failure> iterations_lasting(Trial& trial, std::chrono::nanoseconds wanted, std::chrono::milliseconds timeout) {
  for (std::int64_t iterations = 1;; iterations *= 2) {
    auto measured = trial.run(iterations, timeout);
    if (auto* failure = std::get_if<Failure>(&measured)) return *failure;
    const double part = static_cast<double>(std::get<Slice>(measured).real.count()) / static_cast<double>(wanted.count());
    if (part >= 0.5) return std::max<std::int64_t>(1, std::llround(static_cast<double>(iterations) / part));
  }
}

}  // namespace harness
