// Becomes the interpreter of a service in another language.
#include "harness/foreign.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <vector>

#include "harness/errors.h"

namespace harness {
namespace {

constexpr int first_passed = 3;  // sd_listen_fds(3): the first descriptor that is handed over

// The kernel sends SIGTERM when the pipe's other end is closed, by a harness that wants so or by the end of the harness.
void turn_into_signal(int stop) {
  check(fcntl(stop, F_SETOWN, getpid()), "fcntl F_SETOWN");
  check(fcntl(stop, F_SETSIG, SIGTERM), "fcntl F_SETSIG");
  check(fcntl(stop, F_SETFL, check(fcntl(stop, F_GETFL), "fcntl F_GETFL") | O_ASYNC), "fcntl O_ASYNC");
  pollfd ended{.fd = stop, .events = POLLIN, .revents = 0};
  if (poll(&ended, 1, 0) != 0) std::exit(0);
}

void pass(int listener) {
  if (listener == first_passed)
    check(fcntl(listener, F_SETFD, 0), "fcntl F_SETFD");
  else
    check(dup2(listener, first_passed), "dup2");
}

void set(const char* name, const std::string& value) { check(setenv(name, value.c_str(), 1), "setenv"); }

}  // namespace

std::uint64_t collector_slack_bytes(std::string_view shape, std::string_view id) {
  const auto* found = workloads::find_implementation(shape, id);
  const bool foreign = found != nullptr && std::holds_alternative<workloads::ForeignService>(found->body);
  return foreign ? std::uint64_t{60} << 20 : 0;
}

void become_foreign(const workloads::Implementation& implementation, const ForeignStart& start) {
  const auto& service = std::get<workloads::ForeignService>(implementation.body);
  const std::filesystem::path root(FIVEWAYS_SOURCE_DIR);
  std::vector<std::string> words{std::string(service.needs.front().path), root / implementation.file, start.workload,
                                 std::to_string(start.threads)};
  for (const auto& [name, value] : start.parameters) words.push_back(fmt::format("{}={}", name, value));
  std::vector<char*> raw;
  for (std::string& word : words) raw.push_back(word.data());
  raw.push_back(nullptr);

  set("LISTEN_FDS", "1");
  set("LISTEN_PID", std::to_string(getpid()));
  set("FIVEWAYS_UPSTREAM", start.upstream);
  set("PYTHONPATH", root / "impls/substrate/python");
  set("NODE_PATH", root / "impls/substrate/node");
  if (start.stop >= 0) turn_into_signal(start.stop);
  pass(start.listener);
  execv(raw.front(), raw.data());
  throw_errno(words.front().c_str());
}

}  // namespace harness
