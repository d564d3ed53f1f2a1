// Checks of a broadcast: who gets what, in which order, and what one that does not read does to the others.
#include <fmt/core.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "harness/conformance/check.h"
#include "harness/conformance/crowd.h"
#include "harness/conformance/process.h"
#include "harness/conformance/wait.h"

namespace harness::conformance {
namespace {

constexpr std::size_t mib = 1 << 20;

void add_subscribers(Crowd& crowd, int count) {
  for (int i = 0; i < count; ++i) crowd.add_subscriber();
}

void everyone_gets_everything(Launch& launch) {
  Crowd crowd(launch);
  Publisher& publisher = crowd.add_publisher();
  add_subscribers(crowd, 10);
  publisher.queue(5'000);
  crowd.deliver_all(4 * 1024);
}

void finely_cut(Launch& launch) {
  Crowd crowd(launch);
  Publisher& publisher = crowd.add_publisher();
  add_subscribers(crowd, 2);
  publisher.queue(40);
  crowd.deliver_all(1);
}

void two_publishers(Launch& launch) {
  Crowd crowd(launch);
  Publisher& publisher = crowd.add_publisher();
  Publisher& other = crowd.add_publisher(2);
  add_subscribers(crowd, 3);
  // Each is silent while the other publishes: a subscriber knows one publisher's order.
  publisher.queue(500);
  crowd.deliver_all();
  for (Subscriber& one : crowd.subscribers()) one.leave();
  crowd.subscribers().clear();
  for (int i = 0; i < 3; ++i) crowd.add_subscriber(2);
  other.queue(500);
  crowd.pump([&] { return std::ranges::all_of(crowd.subscribers(), [](const Subscriber& one) { return one.session().last() == 500; }); });
}

void late_subscriber(Launch& launch) {
  Crowd crowd(launch);
  Publisher& publisher = crowd.add_publisher();
  add_subscribers(crowd, 2);
  publisher.queue(100);
  crowd.deliver_all();
  const Subscriber& late = crowd.add_subscriber();
  publisher.queue(1);
  crowd.deliver_all();
  if (late.session().last() != 101) throw Broken("a late subscriber did not begin with what was published after it");
  publisher.queue(99);
  crowd.deliver_all();
}

void leaving(Launch& launch) {
  Crowd crowd(launch);
  Publisher& publisher = crowd.add_publisher();
  add_subscribers(crowd, 3);
  const pid_t pid = launch.service().pid();
  const int descriptors = open_descriptors(pid);
  const int threads = look_at(pid).threads;
  for (int round = 0; round < 50; ++round) {
    crowd.add_subscriber();
    publisher.queue(20);
    if (round % 2 == 0) crowd.deliver_all();
    crowd.subscribers().back().leave(round % 3 == 0);
    crowd.subscribers().pop_back();
    crowd.deliver_all();
  }
  if (!eventually(launch.target().patience, [&] { return open_descriptors(pid) <= descriptors && look_at(pid).threads <= threads; }))
    throw Broken(fmt::format("after 50 subscribers left the server has {} descriptors and {} threads, {} and {} before",
                             open_descriptors(pid), look_at(pid).threads, descriptors, threads));
}

void slow_subscriber(Launch& launch) {
  constexpr std::uint64_t batch = 1'000;
  constexpr std::size_t most = 256 * mib;
  constexpr std::size_t bound = (sanitized ? 64 : 8) * mib;
  Crowd crowd(launch);
  Publisher& publisher = crowd.add_publisher();
  add_subscribers(crowd, 3);
  publisher.queue(batch);
  crowd.deliver_all();
  const pid_t pid = launch.service().pid();
  const std::size_t before = look_at(pid).rss_bytes;
  const int descriptors = open_descriptors(pid);
  {
    Crowd slow(launch);
    slow.add_subscriber();  // and reads no more
    if (!eventually(launch.target().patience, [&] { return open_descriptors(pid) > descriptors; })) throw Broken("it has no descriptor");
    std::size_t written = 0;
    while (open_descriptors(pid) > descriptors) {
      if (written > most) throw Broken(fmt::format("a subscriber that does not read is kept for {} MiB", most / mib));
      publisher.queue(batch);
      crowd.deliver_all();
      written += batch * 64;
    }
  }
  const std::size_t now = look_at(pid).rss_bytes;
  if (now > before + bound)
    throw Broken(fmt::format("the server's memory grew by {} MiB for a subscriber that does not read", (now - before) / mib));
  publisher.queue(batch);
  crowd.deliver_all();
}

void publisher_half_close(Launch& launch) {
  Crowd crowd(launch);
  Publisher& publisher = crowd.add_publisher();
  add_subscribers(crowd, 5);
  publisher.queue(1'000);
  crowd.pump([&] { return publisher.all_written(); });
  publisher.end_writing();
  crowd.deliver_all();
  pollfd end{.fd = publisher.descriptor(), .events = POLLIN, .revents = 0};
  std::array<std::byte, 1> nothing;
  const bool told = poll(&end, 1, static_cast<int>(launch.target().patience.count())) > 0;
  if (!told || recv(publisher.descriptor(), nothing.data(), nothing.size(), 0) > 0)
    throw Broken("the connection of a publisher that ended its writing stays open");
}

void many_subscribers(Launch& launch) {
  Crowd crowd(launch);
  Publisher& publisher = crowd.add_publisher();
  add_subscribers(crowd, launch.at_most(200));
  for (int round = 0; round < 5; ++round) {
    publisher.queue(20);
    crowd.deliver_all();
  }
}

void expect_stopped(Launch& launch) {
  const Ending ending = launch.service().stop(launch.target().patience);
  if (!ending.stopped) throw Broken(fmt::format("told to stop, the server {}", ending.sentence()));
}

void stop_connected(Launch& launch) {
  Crowd crowd(launch);
  Publisher& publisher = crowd.add_publisher();
  add_subscribers(crowd, 5);
  publisher.queue(10);
  crowd.deliver_all();
  publisher.queue(1);
  publisher.write_some(10);
  const Descriptor silent = connect_to(launch.service().address());
  expect_stopped(launch);
}

// So much that something waits in the server for those that do not read, and not so much that they are disconnected.
void stop_unread(Launch& launch) {
  Crowd publishing(launch);
  Publisher& publisher = publishing.add_publisher();
  Crowd unread(launch);
  add_subscribers(unread, 3);
  for (int i = 0; i < 100; ++i) {
    publisher.queue(1'000);
    publisher.write_some();
  }
  expect_stopped(launch);
}

void stop_unused(Launch& launch) { expect_stopped(launch); }

}  // namespace

std::vector<Check> broadcast_checks() {
  std::vector<Check> all{
      {.name = "everyone_gets_everything",
       .sentence = "ten subscribers get every byte of 5 000 messages, in order",
       .body = everyone_gets_everything},
      {.name = "everyone_on_two_threads",
       .sentence = "the same, where two threads are offered",
       .body = everyone_gets_everything,
       .threads = 2},
      {.name = "finely_cut", .sentence = "messages that arrive by the byte are passed on whole", .body = finely_cut},
      {.name = "two_publishers", .sentence = "each of two publishers is heard, in its order", .body = two_publishers},
      {.name = "late_subscriber",
       .sentence = "one that subscribes late begins with the next message and misses none after it",
       .body = late_subscriber},
      {.name = "leaving", .sentence = "subscribers that leave or reset disturb nobody, and leave nothing behind", .body = leaving},
      {.name = "slow_subscriber",
       .sentence = "one that does not read is disconnected while the others get everything, and memory stays bounded",
       .body = slow_subscriber},
      {.name = "publisher_half_close",
       .sentence = "what a publisher wrote before it ended its writing is delivered, and its connection closed",
       .body = publisher_half_close},
      {.name = "many_subscribers", .sentence = "200 subscribers get every message", .body = many_subscribers},
      {.name = "broadcast_stop_unused", .sentence = "it stops when nobody has ever connected", .body = stop_unused},
      {.name = "broadcast_stop_connected", .sentence = "it stops with publishers and subscribers connected", .body = stop_connected},
      {.name = "broadcast_stop_unread", .sentence = "it stops while subscribers do not read", .body = stop_unread}};
  for (Check& one : all) one.workload = "chat";
  return all;
}

}  // namespace harness::conformance
