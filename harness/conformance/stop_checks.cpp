// Checks that a server told to stop ends by itself with status 0, whatever its connections are doing.
#include <fmt/core.h>

#include "harness/conformance/check.h"

namespace harness::conformance {
namespace {

void expect_stopped(Launch& launch) {
  const Ending ending = launch.service().stop(launch.target().patience);
  if (!ending.stopped) throw Broken(fmt::format("told to stop, the server {}", ending.sentence()));
}

void stop_unused(Launch& launch) { expect_stopped(launch); }

void stop_idle(Launch& launch) {
  std::vector<Client> clients;
  for (int i = 0; i < launch.at_most(10); ++i) clients.push_back(launch.connect());
  for (Client& client : clients) client.exchange();
  const Client waiting = launch.connect();
  expect_stopped(launch);
  for (Client& client : clients) client.expect_end();
}

void stop_in_mid_request(Launch& launch) {
  std::vector<Client> clients;
  for (int i = 0; i < launch.at_most(10); ++i) clients.push_back(launch.connect());
  for (Client& client : clients) {
    client.exchange();
    client.queue(1);
    client.write_one_byte();
  }
  expect_stopped(launch);
}

void stop_unread(Launch& launch) {
  constexpr std::size_t most = std::size_t(1) << 30;
  std::vector<Client> clients;
  for (int i = 0; i < launch.at_most(3); ++i) clients.push_back(launch.connect());
  for (Client& client : clients) client.write_until_refused(most, std::chrono::milliseconds(50));
  expect_stopped(launch);
}

}  // namespace

std::vector<Check> stop_checks() {
  return {{.name = "stop_unused", .sentence = "it stops when nobody has ever connected", .body = stop_unused},
          {.name = "stop_idle", .sentence = "it stops with idle and waiting connections open, and closes them", .body = stop_idle},
          {.name = "stop_idle_on_two_threads",
           .sentence = "two loops or workers stop with idle and waiting connections open, and close them",
           .body = stop_idle,
           .threads = 2},
          {.name = "stop_in_mid_request", .sentence = "it stops while requests are half written", .body = stop_in_mid_request},
          {.name = "stop_unread", .sentence = "it stops while clients do not read their replies", .body = stop_unread}};
}

}  // namespace harness::conformance
