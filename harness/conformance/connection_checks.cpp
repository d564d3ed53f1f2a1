// Checks of connections that come and go: resets, many at once, churn, silence, more than are served.
#include <fmt/core.h>

#include <deque>

#include "harness/conformance/check.h"
#include "harness/conformance/process.h"
#include "harness/conformance/wait.h"

namespace harness::conformance {
namespace {

void reset_in_mid_reply(Launch& launch) {
  constexpr std::size_t never = std::size_t(1) << 30;
  for (int i = 0; i < 20; ++i) {
    Client client = launch.connect();
    client.exchange();
    client.queue(1'000);
    client.write_some();
    if (i % 6 == 5) client.write_until_refused(never, std::chrono::milliseconds(20));
    client.reset();
  }
  launch.connect().exchange(100);
}

void many_at_once(Launch& launch) {
  std::vector<Client> clients;
  for (int i = 0; i < launch.at_most(200); ++i) clients.push_back(launch.connect());
  for (int round = 0; round < 6; ++round) {
    for (Client& client : clients) client.queue(4);
    finish_all(clients);
  }
}

void churn(Launch& launch) {
  const pid_t pid = launch.service().pid();
  int descriptors = 0;
  int running = 0;
  {
    Client first = launch.connect();
    first.exchange();
    descriptors = open_descriptors(pid);
    running = look_at(pid).threads;
  }
  for (int i = 0; i < 500; ++i) {
    Client client = launch.connect();
    client.exchange();
    if (i % 5 == 4) client.reset();
  }
  Client last = launch.connect();
  last.exchange();
  if (!eventually(launch.target().patience, [&] { return open_descriptors(pid) <= descriptors && look_at(pid).threads <= running; }))
    throw Broken(fmt::format("after 500 connections the server has {} descriptors and {} threads, {} and {} before", open_descriptors(pid),
                             look_at(pid).threads, descriptors, running));
}

void silent_clients(Launch& launch) {
  std::vector<Client> silent;
  for (int i = 0; i < launch.at_most(9) - 1; ++i) silent.push_back(launch.connect());
  launch.connect().exchange(1'000);
  for (Client& client : silent) client.exchange();  // none was forgotten
}

void surplus_waits(Launch& launch) {
  std::deque<Client> clients;
  for (int i = 0; i < launch.target().max_connections + 3; ++i) clients.push_back(launch.connect());
  for (Client& client : clients) client.queue(10);
  for (; !clients.empty(); clients.pop_front()) clients.front().finish();
}

bool declares_a_limit(const ServiceUnderTest& target) { return target.max_connections < 2'000; }

}  // namespace

std::vector<Check> connection_checks() {
  return {{.name = "reset_in_mid_reply",
           .sentence = "a client that resets its connection in mid-reply ends nothing else",
           .body = reset_in_mid_reply},
          {.name = "many_at_once", .sentence = "200 connections, or as many as it declares, are served at once", .body = many_at_once},
          {.name = "many_at_once_on_two_threads",
           .sentence = "200 connections, or as many as it declares, are served at once by two loops or workers",
           .body = many_at_once,
           .threads = 2},
          {.name = "churn", .sentence = "500 connections that come and go leave no descriptor and no thread behind", .body = churn},
          {.name = "silent_clients",
           .sentence = "clients that connect and say nothing do not disturb the others",
           .body = silent_clients,
           .applies = serves_several},
          {.name = "surplus_waits",
           .sentence = "connections beyond the number that it declares wait, and are served in their turn",
           .body = surplus_waits,
           .applies = declares_a_limit}};
}

}  // namespace harness::conformance
