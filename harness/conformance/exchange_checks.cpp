// Checks of what only services with steps can get wrong: pauses that overlap, last and end; computing that spares the others.
#include <fmt/core.h>

#include <chrono>

#include "harness/conformance/check.h"
#include "harness/conformance/process.h"
#include "harness/conformance/wait.h"

namespace harness::conformance {
namespace {

using std::chrono::milliseconds;

void pauses_last(Launch& launch) {
  Client client = launch.connect();
  const auto start = Clock::now();
  client.exchange(5);
  if (since(start) < milliseconds(250))
    throw Broken(fmt::format("5 pauses of 50 ms, one after the other, took {} ms", since(start).count()));
}

void pauses_overlap(Launch& launch) {
  std::vector<Client> clients;
  for (int i = 0; i < 120; ++i) clients.push_back(launch.connect());
  const auto start = Clock::now();
  for (Client& client : clients) client.queue(1);
  finish_all(clients);
  if (since(start) > milliseconds(18'000))  // 24 s one after another; a machine that does nothing else needs 0.2
    throw Broken(fmt::format("120 pauses of 200 ms at once took {} ms", since(start).count()));
}

void pipelined_pauses(Launch& launch) {
  Client client = launch.connect();
  client.queue(20);
  client.trickle();
  const auto start = Clock::now();
  client.exchange(20);
  if (since(start) < milliseconds(100)) throw Broken(fmt::format("20 pauses of 5 ms on one connection took {} ms", since(start).count()));
}

void half_close_in_mid_pause(Launch& launch) {
  Client client = launch.connect();
  client.queue(4);
  client.write_all();
  client.end_writing();
  client.finish();
  client.expect_end();
}

void reset_in_mid_step(Launch& launch) {
  const pid_t pid = launch.service().pid();
  launch.connect().exchange();
  const auto settled = [&] { return open_descriptors(pid); };
  const int before = settled();
  for (int i = 0; i < 20; ++i) {
    Client client = launch.connect();
    client.queue(1 + i % 3);
    client.write_all();
    client.reset();
  }
  launch.connect().exchange(3);
  if (!eventually(launch.target().patience, [&] { return settled() <= before; }))
    throw Broken(fmt::format("after 20 resets the server has {} descriptors, {} before", settled(), before));
}

void expect_stop(Launch& launch, std::string_view under_way) {
  const Ending ending = launch.service().stop(launch.target().patience);
  if (!ending.stopped) throw Broken(fmt::format("told to stop with {} under way, the server {}", under_way, ending.sentence()));
}

// Requests that the server has begun: what was written has left the sockets' queues once a first, short reply has come.
std::vector<Client> begin_requests(Launch& launch, int connections) {
  std::vector<Client> clients;
  for (int i = 0; i < launch.at_most(connections); ++i) {
    Client& client = clients.emplace_back(launch.connect());
    client.queue(2);
    client.write_all();
  }
  let_pass(milliseconds(100));
  return clients;
}

void stop_in_mid_pause(Launch& launch) {
  const auto clients = begin_requests(launch, 50);
  const auto start = Clock::now();
  expect_stop(launch, "pauses of 10 s");
  if (since(start) > promptly) throw Broken(fmt::format("with pauses of 10 s under way it took {} ms to stop", since(start).count()));
}

// How long that takes is the machine's affair, so long as it ends within patience.
void stop_while_computing(Launch& launch) {
  const auto clients = begin_requests(launch, 3);
  expect_stop(launch, "computing of 100 ms");
}

// The server's own parameters say that it off-loads; what a request asks for is the client's affair. Nobody waits for the heavy one's end:
// half a second's rounds take an interpreter half a minute.
void offloaded_work_spares_others(Launch& launch) {
  Client heavy = launch.connect_asking({{"wait_ns", 0}, {"compute_ns", 500 * ms}});
  Client light = launch.connect_asking({{"wait_ns", 0}, {"compute_ns", 0}});
  light.exchange();
  heavy.queue(1);
  heavy.write_all();
  for (int i = 0; i < 20; ++i) light.exchange();  // one after the other: a loop that computes meets the heavy one before their end
  if (heavy.read_some()) throw Broken("20 light requests waited for a heavy one of another connection, which is computed elsewhere");
}

void offloaded_answers(Launch& launch) {
  std::vector<Client> clients;
  for (int i = 0; i < launch.at_most(30); ++i) clients.push_back(launch.connect());
  for (Client& client : clients) client.queue(20);
  finish_all(clients);
}

bool serves_many(const ServiceUnderTest& target) { return target.max_connections >= 120; }

}  // namespace

std::vector<Check> exchange_checks() {
  std::vector<Check> checks{
      {.name = "pauses_last", .sentence = "a pause lasts as long as was asked", .body = pauses_last, .parameters = {{"wait_ns", 50 * ms}}},
      {.name = "pauses_overlap",
       .sentence = "120 requests that wait at the same time do not wait for each other",
       .body = pauses_overlap,
       .applies = serves_many,
       .parameters = {{"wait_ns", 200 * ms}}},
      {.name = "pipelined_pauses",
       .sentence = "requests that arrive before the one before is answered are kept, however their bytes are cut",
       .body = pipelined_pauses,
       .parameters = {{"wait_ns", 5 * ms}}},
      {.name = "half_close_in_mid_pause",
       .sentence = "a client that ends its half while it waits is answered, then the server ends its own",
       .body = half_close_in_mid_pause,
       .parameters = {{"wait_ns", 50 * ms}}},
      {.name = "reset_in_mid_pause",
       .sentence = "clients that reset their connections while they wait leave nothing behind",
       .body = reset_in_mid_step,
       .parameters = {{"wait_ns", 100 * ms}}},
      {.name = "stop_in_mid_pause",
       .sentence = "it stops at once while requests wait",
       .body = stop_in_mid_pause,
       .parameters = {{"wait_ns", 10'000 * ms}}},
      {.name = "stop_while_computing",
       .sentence = "it stops while it computes, and waits for no more than it has read",
       .body = stop_while_computing,
       .parameters = {{"wait_ns", 0}, {"compute_ns", 100 * ms}}},
      {.name = "stop_while_off_loaded",
       .sentence = "it stops while other threads compute, which end with it",
       .body = stop_while_computing,
       .parameters = {{"wait_ns", 0}, {"compute_ns", 100 * ms}, {"offload", 1}}},
      {.name = "reset_while_off_loaded",
       .sentence = "clients that reset their connections while other threads compute for them leave nothing behind",
       .body = reset_in_mid_step,
       .parameters = {{"wait_ns", 0}, {"compute_ns", 1 * ms}, {"offload", 1}}},
      {.name = "offloaded_answers",
       .sentence = "what other threads computed comes back to the right request",
       .body = offloaded_answers,
       .threads = 2,
       .parameters = {{"wait_ns", 0}, {"compute_ns", 20'000}, {"offload", 1}}},
      {.name = "offloaded_work_spares_others",
       .sentence = "a request that is computed elsewhere does not hold up the others",
       .body = offloaded_work_spares_others,
       .applies = serves_several,
       .parameters = {{"offload", 1}}}};
  for (Check& one : checks) one.workload = "blend";
  return checks;
}

}  // namespace harness::conformance
