// Checks of a server that runs out of descriptors: it goes on serving, does not spin, and recovers.
#include <fmt/core.h>
#include <poll.h>

#include "harness/conformance/check.h"
#include "harness/conformance/process.h"
#include "harness/conformance/wait.h"
#include "harness/errors.h"

namespace harness::conformance {
namespace {

constexpr rlim_t limit = 64;
constexpr int surely_served = 24;  // what a library keeps open for itself stays below the rest

// The clients that get an answer, at least so many; those that the server turned away are dropped, the others go on waiting.
std::vector<Client> take_served(std::vector<Client>& clients, std::size_t at_least, std::chrono::milliseconds patience) {
  std::vector<Client> served;
  const auto answered_or_refused = [&](Client& client) {
    pollfd ready{.fd = client.descriptor(), .events = POLLIN, .revents = 0};
    if (check(poll(&ready, 1, 0), "poll") == 0) return false;
    try {
      client.finish();
      served.push_back(std::move(client));
    } catch (const EndedEarly&) {
    }
    return true;
  };
  const bool enough = eventually(patience, [&] {
    std::erase_if(clients, answered_or_refused);
    return served.size() >= at_least;
  });
  if (!enough) throw Broken(fmt::format("with {} descriptors only {} connections are served, not {}", limit, served.size(), at_least));
  return served;
}

// How long its threads have run or been ready to run: on a loaded machine a spinning server would run little.
std::chrono::nanoseconds runnable_time(pid_t pid) {
  const ProcessCost cost = look_at(pid);
  return cost.threads_ran + cost.threads_waited;
}

// A server that has nothing to do but a connection that it cannot accept must wait, however it does that.
void expect_idle(pid_t pid) {
  constexpr std::chrono::milliseconds window(300);
  double share = 1;
  for (int look = 0; look < 5 && share > 0.2; ++look) {
    const auto before = runnable_time(pid);
    const auto start = std::chrono::steady_clock::now();
    let_pass(window);
    share = std::chrono::duration<double>(runnable_time(pid) - before) / (std::chrono::steady_clock::now() - start);
  }
  if (share > 0.2)
    throw Broken(fmt::format("out of descriptors and with nothing to do, the server spins: it runs {:.0f} % of the time", 100 * share));
}

// Connects anew until so many are served; a refusal is allowed while the server has not yet seen the others go.
void expect_recovery(Launch& launch, std::size_t at_least) {
  std::vector<Client> fresh;
  const bool recovered = eventually(launch.target().patience, [&] {
    try {
      Client client = launch.connect();
      client.exchange(100);
      fresh.push_back(std::move(client));
    } catch (const EndedEarly&) {
    }
    return fresh.size() >= at_least;
  });
  if (!recovered)
    throw Broken(fmt::format("after descriptors were freed only {} new connections are served, not {}", fresh.size(), at_least));
}

void exhaustion(Launch& launch) {
  std::vector<Client> waiting;
  for (int i = 0; i < 100; ++i) {
    waiting.push_back(launch.connect());
    waiting.back().queue(1);
  }
  std::erase_if(waiting, [](Client& client) {
    try {
      client.write_some();
      return false;
    } catch (const EndedEarly&) {
      return true;
    }
  });
  auto served = take_served(waiting, static_cast<std::size_t>(launch.at_most(surely_served)), launch.target().patience);
  expect_idle(launch.service().pid());
  for (Client& client : served) client.exchange(100);
  waiting.clear();
  served.erase(served.begin() + static_cast<std::ptrdiff_t>(served.size() / 2), served.end());
  expect_recovery(launch, static_cast<std::size_t>(launch.at_most(surely_served / 2)));
}

}  // namespace

std::vector<Check> descriptor_checks() {
  return {{.name = "descriptor_exhaustion",
           .sentence = "out of descriptors it serves those that it has, does not spin, and serves new ones once some are closed",
           .body = exhaustion,
           .descriptors = limit}};
}

}  // namespace harness::conformance
