#include "harness/upstream/upstream.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

#include <filesystem>

#include "harness/errors.h"
#include "harness/sockets.h"
#include "harness/upstream/program.h"

namespace harness {
namespace {

workloads::Workload needing(std::string_view need) {
  workloads::Workload workload{};
  workload.name = "test";
  workload.needs = need;
  return workload;
}

std::string answer_to_ping(const std::string& address) {
  const Descriptor socket = connect_to(parse_address(address));
  check(send(socket.get(), "PING\r\n", 6, MSG_NOSIGNAL), "send");
  char reply[64];
  return {reply, static_cast<std::size_t>(check(recv(socket.get(), reply, sizeof reply, 0), "recv"))};
}

TEST(Upstreams, RedisAnswersAndLeavesNothingBehind) {
  std::filesystem::path folder;
  {
    Upstreams upstreams;
    const std::string address = upstreams.around(needing("redis"), {}).address;
    folder = std::filesystem::path(address.substr(5)).parent_path();
    EXPECT_EQ(answer_to_ping(address), "+PONG\r\n");
    EXPECT_EQ(upstreams.around(needing("redis"), {}).address, address);
    EXPECT_EQ(upstreams.processes().size(), 1U);
    EXPECT_GT(upstreams.cpu().count(), 0);
    EXPECT_TRUE(std::filesystem::exists(folder));
  }
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST(Upstreams, WhatWasKilledIsStartedAgain) {
  Upstreams upstreams;
  const std::string first = upstreams.around(needing("redis"), {}).address;
  const pid_t pid = upstreams.processes().at(0);
  kill(pid, SIGKILL);
  pollfd pause{.fd = -1, .events = 0, .revents = 0};
  while (upstreams.around(needing("redis"), {}).address == first) poll(&pause, 1, 1);
  EXPECT_NE(upstreams.processes().at(0), pid);
  EXPECT_EQ(answer_to_ping(upstreams.around(needing("redis"), {}).address), "+PONG\r\n");
}

TEST(Upstreams, NothingIsStartedForWhatNeedsNothing) {
  Upstreams upstreams;
  EXPECT_EQ(upstreams.around(needing(""), {}).address, "");
  EXPECT_TRUE(upstreams.processes().empty());
}

TEST(Upstreams, AMissingProgramIsNamedWithItsPackage) {
  try {
    program_at("no-such-server", "no-such-package");
    FAIL();
  } catch (const CannotMeasure& error) {
    EXPECT_STREQ(error.what(), "no-such-server is missing: run scripts/setup (Debian's package no-such-package)");
  }
}

}  // namespace
}  // namespace harness
