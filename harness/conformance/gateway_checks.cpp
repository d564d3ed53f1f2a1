// Checks of calls upstream: joined, late, hedged, failed; and that nothing is left of what was cancelled.
#include <fmt/core.h>

#include <chrono>

#include "harness/conformance/check.h"
#include "harness/conformance/process.h"
#include "harness/conformance/wait.h"

namespace harness::conformance {
namespace {

using std::chrono::milliseconds;

void joined(Launch& launch) {
  std::vector<Client> clients;
  for (int i = 0; i < launch.at_most(30); ++i) clients.push_back(launch.connect());
  for (Client& client : clients) client.queue(20);
  finish_all(clients);
}

// What was cancelled is gone upstream too: its connection was closed, so that nobody waits there any more.
void expect_nothing_blocked(Launch& launch) {
  if (!eventually(launch.target().patience, [&] { return launch.upstream().count("blocked_clients") == 0; }))
    throw Broken(fmt::format("{} calls that were cancelled still wait upstream", launch.upstream().count("blocked_clients")));
}

void answered_in(Launch& launch, std::string_view by_what) {
  const pid_t pid = launch.service().pid();
  Client first = launch.connect();
  first.exchange(2);
  const int descriptors = open_descriptors(pid);
  const auto start = Clock::now();
  first.exchange(10);
  if (since(start) > milliseconds(9'000)) throw Broken(fmt::format("10 requests whose calls {} took {} ms", by_what, since(start).count()));
  expect_nothing_blocked(launch);
  if (!eventually(launch.target().patience, [&] { return open_descriptors(pid) <= descriptors; }))
    throw Broken(fmt::format("after calls that {} the server has {} descriptors, {} before", by_what, open_descriptors(pid), descriptors));
}

void deadline(Launch& launch) { answered_in(launch, "are late after 50 ms"); }

void hedged(Launch& launch) { answered_in(launch, "are asked again after 50 ms"); }

void upstream_killed(Launch& launch) {
  std::vector<Client> clients;
  for (int i = 0; i < launch.at_most(5); ++i) clients.push_back(launch.connect_asking({{"may_fail", 1}}));
  for (Client& client : clients) client.exchange(3);
  for (Client& client : clients) client.queue(200);
  clients.front().write_some();
  launch.upstream().kill();
  finish_all(clients);
  launch.upstream().restart();
  // One that was idle when the server died is found out by the call that takes it: as many as there were connections may fail.
  for (Client& client : clients) client.exchange(10);
  clients.clear();
  Client strict = launch.connect();
  strict.exchange(20);
}

void reset_in_mid_call(Launch& launch) {
  const pid_t pid = launch.service().pid();
  launch.connect_asking({{"slow_percent", 0}}).exchange();
  const int before = open_descriptors(pid);
  for (int i = 0; i < 10; ++i) {
    Client client = launch.connect();
    client.queue(1);
    client.write_all();
    client.reset();
  }
  launch.connect_asking({{"slow_percent", 0}}).exchange(3);
  expect_nothing_blocked(launch);
  // Connections upstream are kept for later: as many as calls ran at once.
  const int kept = before + 10 * 3;
  if (!eventually(launch.target().patience, [&] { return open_descriptors(pid) <= kept; }))
    throw Broken(fmt::format("after 10 resets the server has {} descriptors, {} before", open_descriptors(pid), before));
}

void stop_in_mid_call(Launch& launch) {
  std::vector<Client> clients;
  for (int i = 0; i < launch.at_most(10); ++i) {
    Client& client = clients.emplace_back(launch.connect());
    client.queue(2);
    client.write_all();
  }
  if (!eventually(launch.target().patience, [&] { return launch.upstream().count("blocked_clients") > 0; }))
    throw Broken("no call has arrived upstream");
  const auto start = Clock::now();
  const Ending ending = launch.service().stop(launch.target().patience);
  if (!ending.stopped) throw Broken(fmt::format("told to stop with calls under way, the server {}", ending.sentence()));
  if (since(start) > promptly) throw Broken(fmt::format("with calls under way it took {} ms to stop", since(start).count()));
  expect_nothing_blocked(launch);
}

const workloads::Parameters endless{{"calls", 3}, {"slow_percent", 100}, {"slow_ns", 9'900 * ms}, {"deadline_ns", 10'000 * ms}};

workloads::Parameters endless_but(std::string name, std::int64_t value) {
  workloads::Parameters parameters = endless;
  parameters[std::move(name)] = value;
  return parameters;
}

}  // namespace

std::vector<Check> gateway_checks() {
  std::vector<Check> checks{
      {.name = "calls_joined", .sentence = "a request is answered with all its calls, each with its own", .body = joined},
      {.name = "many_calls_joined",
       .sentence = "so is one of 100 calls, some of them slow",
       .body = joined,
       .threads = 2,
       .parameters = {{"calls", 100}, {"slow_percent", 2}, {"slow_ns", 1 * ms}, {"deadline_ns", 10'000 * ms}}},
      {.name = "deadline",
       .sentence = "calls that are not over by the deadline are late, cancelled upstream, and leave nothing behind",
       .body = deadline,
       .parameters = endless_but("deadline_ns", 50 * ms)},
      {.name = "hedged_calls",
       .sentence = "the first answer of two ends a call; the other is cancelled upstream and leaves nothing behind",
       .body = hedged,
       .parameters = endless_but("hedge_ns", 50 * ms)},
      {.name = "upstream_killed",
       .sentence = "while the upstream server is gone every request is answered by errors, and rightly once it is back",
       .body = upstream_killed,
       .parameters = {{"calls", 5}}},
      {.name = "reset_in_mid_call",
       .sentence = "clients that reset their connections while calls are under way leave nothing behind",
       .body = reset_in_mid_call,
       .parameters = {{"calls", 3}, {"slow_percent", 100}, {"slow_ns", 60 * ms}}},
      {.name = "stop_in_mid_call",
       .sentence = "it stops at once while calls are under way, which end upstream as well",
       .body = stop_in_mid_call,
       .parameters = endless}};
  for (Check& one : checks) one.workload = "gateway";
  return checks;
}

}  // namespace harness::conformance
