// Fibers on the reactor: each has its own stack to come back to, and all have ended when the service returns.
#include "impls/substrate/fiber/fibers.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <atomic>
#include <thread>
#include <utility>
#include <vector>

#include "impls/substrate/fiber/sanitizers.h"
#include "impls/substrate/posix/test_sockets.h"

namespace impls::substrate::fiber {
namespace {

struct NoWorkload final : workloads::StreamWorkload {
  std::unique_ptr<workloads::StreamSession> open_session(workloads::Exclusion*) const override { return nullptr; }
  std::unique_ptr<workloads::StreamClient> open_client(std::uint64_t) const override { return nullptr; }
};

std::atomic<int> running;

// Answers each byte with the sum of all so far, kept on its stack.
void add_up(Reactor& reactor, Descriptor socket, std::unique_ptr<workloads::StreamSession>) {
  Stream stream(reactor, std::move(socket));
  Waiting waiting;
  ++running;
  for (auto sum = std::byte{0};;) {
    stream.wait_readable(waiting);
    waiting.suspend();
    const Received received = stream.receive();
    if (received.closed) break;
    for (const std::byte one : received.bytes) sum = static_cast<std::byte>(std::to_integer<int>(sum) + std::to_integer<int>(one));
    stream.send(std::span(&sum, 1));
  }
  --running;
}

int exchange(const Descriptor& client, int number) {
  std::array<std::byte, 1> byte{static_cast<std::byte>(number)};
  send_all(client.get(), byte);
  return receive(client.get(), byte).bytes.empty() ? -1 : std::to_integer<int>(byte[0]);
}

TEST(Fibers, KeepTheirStacksApartAndEndWithTheService) {
  if (const std::string reason = why_no_stack_switching(); !reason.empty()) GTEST_SKIP() << "not available: " << reason;
  const Descriptor stop(eventfd(0, 0));
  const Descriptor listener = listen_on(AF_UNIX);
  const NoWorkload workload;
  std::jthread service(
      [&] { serve_with_fibers({.listener = listener.get(), .stop = stop.get(), .workload = workload, .threads = 1}, add_up); });
  std::vector<Descriptor> clients;
  for (int i = 0; i < 20; ++i) clients.push_back(connect_to(listener));
  for (int turn = 1; turn <= 3; ++turn)
    for (int i = 0; i < 20; ++i) EXPECT_EQ(exchange(clients[static_cast<std::size_t>(i)], i), turn * i);
  EXPECT_EQ(running, 20);
  eventfd_write(stop.get(), 1);
  service.join();
  EXPECT_EQ(running, 0);
}

}  // namespace
}  // namespace impls::substrate::fiber
