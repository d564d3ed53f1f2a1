// What the textbook's loop does around its poller: accepting up to a limit, taking up again, stopping.
#include "impls/substrate/readiness/loop.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "impls/substrate/posix/test_sockets.h"

namespace impls::substrate::readiness {
namespace {

class Polling final : public Poller {
 public:
  std::map<int, Interest> watched;

  void watch(int descriptor, Interest interest) override { watched[descriptor] = interest; }
  void forget(int descriptor) override { watched.erase(descriptor); }
  void wait(std::vector<int>& ready) override {
    std::vector<pollfd> all;
    for (const auto& [descriptor, interest] : watched)
      all.push_back({.fd = descriptor, .events = interest == Interest::readable ? short{POLLIN} : short{POLLOUT}, .revents = 0});
    check(poll(all.data(), all.size(), -1), "poll");
    for (const pollfd& one : all)
      if (one.revents != 0) ready.push_back(one.fd);
  }
};

// Sends back what it gets, in one piece.
struct Echo final : Waiter {
  explicit Echo(std::unique_ptr<Stream> given) : stream(std::move(given)) { stream->wait_readable(*this); }
  void on_ready() override {
    const Received received = stream->receive();
    if (received.closed) return delete this;
    stream->send(received.bytes);
  }
  std::unique_ptr<Stream> stream;
};

void open(std::unique_ptr<Stream> stream, std::unique_ptr<workloads::StreamSession>) { new Echo(std::move(stream)); }

struct NoWorkload final : workloads::StreamWorkload {
  std::unique_ptr<workloads::StreamSession> open_session(workloads::Exclusion*) const override { return nullptr; }
  std::unique_ptr<workloads::StreamClient> open_client(std::uint64_t) const override { return nullptr; }
};

class ReadinessLoopTest : public testing::Test {
 protected:
  void run(std::size_t most) {
    Loop({.listener = listener_.get(), .stop = stop_.get(), .workload = workload_, .threads = 1}, poller_, open, most).run();
  }
  void stop() { eventfd_write(stop_.get(), 1); }

  static bool answers(const Descriptor& client) {
    std::array<std::byte, 1> byte{std::byte{7}};
    send_all(client.get(), byte);
    return receive(client.get(), byte).bytes.size() == 1;
  }
  static bool can_read(const Descriptor& client) {
    pollfd one{.fd = client.get(), .events = POLLIN, .revents = 0};
    return poll(&one, 1, 0) == 1;
  }

  Descriptor stop_{eventfd(0, 0)};
  Descriptor listener_ = listen_on(AF_UNIX);
  Polling poller_;
  NoWorkload workload_;
};

TEST_F(ReadinessLoopTest, EndsAtOnceWhenStoppedWithoutStreams) {
  stop();
  run(8);
  EXPECT_TRUE(poller_.watched.empty());
}

TEST_F(ReadinessLoopTest, ServesSeveralAndClosesThemWhenStopped) {
  std::jthread loop([this] { run(8); });
  const Descriptor first = connect_to(listener_);
  const Descriptor second = connect_to(listener_);
  EXPECT_TRUE(answers(first));
  EXPECT_TRUE(answers(second));
  EXPECT_TRUE(answers(first));
  stop();
  loop.join();
  std::array<std::byte, 1> byte;
  EXPECT_TRUE(receive(first.get(), byte).closed);
  EXPECT_TRUE(poller_.watched.empty());
}

TEST_F(ReadinessLoopTest, LetsTheNextConnectionWaitUntilOneOfItsMostHasEnded) {
  std::jthread loop([this] { run(2); });
  Descriptor first = connect_to(listener_);
  const Descriptor second = connect_to(listener_);
  const Descriptor third = connect_to(listener_);
  const std::byte byte{7};
  send_all(third.get(), std::span(&byte, 1));
  EXPECT_TRUE(answers(first));
  EXPECT_TRUE(answers(second));
  EXPECT_FALSE(can_read(third));
  first.reset();
  std::array<std::byte, 1> buffer;
  EXPECT_EQ(receive(third.get(), buffer).bytes.size(), 1U);
  stop();
}

}  // namespace
}  // namespace impls::substrate::readiness
