// Checks of what one connection sees: its bytes cut finely or coarsely, left unread, half closed.
#include <fmt/core.h>

#include "harness/conformance/check.h"
#include "harness/conformance/process.h"
#include "harness/foreign.h"

namespace harness::conformance {
namespace {

constexpr std::size_t mib = 1 << 20;
constexpr std::size_t most_unread = 256 * mib;  // several times what the kernel's largest socket buffers hold
constexpr std::chrono::milliseconds refusal{sanitized ? 500 : 200};

void one_byte_at_a_time(Launch& launch) {
  Client client = launch.connect();
  client.queue(40);
  client.trickle();
}

void pipelined_burst(Launch& launch) { launch.connect().exchange(50'000); }

// A server that keeps what it cannot send would grow by what it takes, hundreds of MiB; sessions, a receive buffer for each of the
// `connections` that has input at once and the allocator's slack stay far below this bound. Sanitizers add shadow memory and quarantine,
// other languages their collector's.
void expect_bounded(Launch& launch, std::size_t before, int connections) {
  const std::size_t bound = (sanitized ? 192 : 4) * mib + static_cast<std::size_t>(connections) * workloads::receive_buffer_bytes +
                            collector_slack_bytes(launch.target().shape, launch.target().id);
  const std::size_t now = look_at(launch.service().pid()).rss_bytes;
  if (now > before + bound)
    throw Broken(fmt::format("the server's memory grew by {} MiB for a client that reads no reply", (now - before) / mib));
}

void unread_replies(Launch& launch) {
  Client writer = launch.connect();
  writer.exchange();
  const std::size_t before = look_at(launch.service().pid()).rss_bytes;
  writer.write_until_refused(most_unread, refusal);
  expect_bounded(launch, before, 1);
  writer.finish();
}

void others_beside_unread_replies(Launch& launch) {
  Client writer = launch.connect();
  Client other = launch.connect();
  other.exchange();
  const std::size_t before = look_at(launch.service().pid()).rss_bytes;
  writer.write_until_refused(most_unread, refusal);
  other.exchange(100);
  launch.connect().exchange(100);
  expect_bounded(launch, before, 3);
}

// A slow client in ten: most send a byte now and then, two do not read. That these get every byte later is unread_replies' to check.
void a_tenth_slow(Launch& launch) {
  constexpr int many = sanitized ? 200 : 1'000;
  std::vector<Client> fast, senders, readers;
  const int connections = launch.at_most(many);
  for (int i = 0; i < connections; ++i) {
    std::vector<Client>& kind = i % 10 != 0 ? fast : i % (many / 2) == 10 ? readers : senders;
    kind.push_back(launch.connect());
    kind.back().exchange();
  }
  const std::size_t before = look_at(launch.service().pid()).rss_bytes;
  for (Client& client : senders) client.queue(1);
  for (Client& client : readers) client.write_until_refused(most_unread, std::chrono::milliseconds(sanitized ? 100 : 20));
  for (int round = 0; round < 3; ++round) {
    for (Client& client : senders) client.write_one_byte();
    for (Client& client : readers) client.read_some(1);
    for (Client& client : fast) client.queue(1);
    finish_all(fast);
  }
  expect_bounded(launch, before, connections);
  for (Client& client : senders) client.finish();
}

bool serves_twenty(const ServiceUnderTest& target) { return target.max_connections >= 20; }

void half_close(Launch& launch) {
  for (const int requests : {0, 1, 5'000}) {
    Client client = launch.connect();
    client.queue(requests);
    client.write_all();
    client.end_writing();
    client.expect_end();
  }
}

}  // namespace

std::vector<Check> traffic_checks() {
  return {
      {.name = "one_byte_at_a_time",
       .sentence = "requests written a byte at a time are answered, to a client that reads a byte at a time",
       .body = one_byte_at_a_time},
      {.name = "pipelined_burst", .sentence = "50 000 requests written as fast as they go are answered in order", .body = pipelined_burst},
      {.name = "unread_replies",
       .sentence = "a client that does not read is not read from, costs no memory, and gets every byte in order once it reads",
       .body = unread_replies},
      {.name = "others_beside_unread_replies",
       .sentence = "with two loops or workers, a client that does not read does not stop the others",
       .body = others_beside_unread_replies,
       .threads = 2,
       .applies = serves_several},
      {.name = "a_tenth_slow",
       .sentence = "1 000 connections, or as many as it declares: a tenth that sends a byte now and then, or does not read, costs no "
                   "memory and stops nobody",
       .body = a_tenth_slow,
       .threads = 2,
       .applies = serves_twenty},
      {.name = "half_close", .sentence = "a client that ends its writing gets every reply, then the end", .body = half_close}};
}

}  // namespace harness::conformance
