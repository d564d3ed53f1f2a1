// How the ring completes what its streams wait for: reading, writing what does not fit at once, buffers that run out, stopping.
#include "impls/substrate/io_uring/ring.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "impls/substrate/posix/test_sockets.h"

namespace impls::substrate::uring {
namespace {

struct Calling final : Completion {
  std::function<void()> body;
  void on_complete() override { body(); }
};

Bytes bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

std::string text(Bytes given) { return {reinterpret_cast<const char*>(given.data()), given.size()}; }

class RingTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string reason = unavailable(); !reason.empty()) GTEST_SKIP() << "not available: " << reason;
    ring_.emplace(stop_.get(), listener_.get(), acceptor_);
  }

  void stop() { eventfd_write(stop_.get(), 1); }

  // A connection whose other end is the peer.
  std::pair<Stream::Owned, Descriptor> connect() {
    int ends[2];
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), "socketpair");
    return {Stream::open(*ring_, Descriptor(ends[1])), Descriptor(ends[0])};
  }

  Descriptor stop_{eventfd(0, 0)};
  Descriptor listener_ = listen_on(AF_UNIX);
  Calling acceptor_;
  std::optional<Ring> ring_;
};

TEST_F(RingTest, EndsAtOnceWhenStoppedWithoutStreams) {
  stop();
  ring_->run();
}

TEST_F(RingTest, CallsTheAcceptorForEveryConnection) {
  const Descriptor first = connect_to(listener_);
  const Descriptor second = connect_to(listener_);
  int accepted = 0;
  acceptor_.body = [&] {
    Descriptor(accept(listener_.get(), nullptr, nullptr));
    if (++accepted == 2) stop();
  };
  ring_->run();
  EXPECT_EQ(accepted, 2);
}

TEST_F(RingTest, CompletesForWhatArrivesUntilThePeerHasGone) {
  auto [stream, peer] = connect();
  std::string all;
  Calling arrival;
  arrival.body = [&] {
    const Received arrived = stream->receive();
    all += text(arrived.bytes);
    if (all == "hello") peer.reset();
    if (!arrived.closed) return stream->wait_received(arrival);
    stream.reset();
    stop();
  };
  stream->wait_received(arrival);
  send_all(peer.get(), bytes("hello"));
  ring_->run();
  EXPECT_EQ(all, "hello");
}

TEST_F(RingTest, CompletesASendOnceAllIsSentAndKeepsWhatArrivesMeanwhile) {
  auto [stream, peer] = connect();
  const std::string reply(8 << 20, 'r');
  std::string drained(reply.size(), '\0');
  std::jthread reader;
  Calling arrival;
  Calling sending;
  bool sent_first = false;
  arrival.body = [&] {
    if (text(stream->receive().bytes) == "again") {
      EXPECT_TRUE(sent_first);
      stream.reset();
      return stop();
    }
    stream->send(bytes(reply));
    stream->wait_sent(sending);
    send_all(peer.get(), bytes("again"));
    reader = std::jthread([&] { recv(peer.get(), drained.data(), drained.size(), MSG_WAITALL); });
  };
  sending.body = [&] {
    sent_first = stream->sent();
    stream->wait_received(arrival);
  };
  stream->wait_received(arrival);
  send_all(peer.get(), bytes("go"));
  ring_->run();
  reader.join();
  EXPECT_EQ(drained, reply);
}

TEST_F(RingTest, StopsReadingFromAPeerThatItDoesNotAnswer) {
  auto [stream, peer] = connect();
  const std::string block(1 << 20, 'b');
  const std::string large(64 << 20, 'r');  // longer than any socket takes unread
  Calling arrival;
  Calling sending;
  arrival.body = [&] {
    stream->receive();
    stream->send(bytes(large));
    stream->wait_sent(sending);
    std::size_t taken = 0;
    for (int turn = 0; turn < 1000; ++turn) {
      const ssize_t size = ::send(peer.get(), block.data(), block.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (size > 0) taken += static_cast<std::size_t>(size);
    }
    EXPECT_LT(taken, 8U << 20);
    peer.reset();
    stop();
  };
  sending.body = [&] {
    EXPECT_FALSE(stream->sent());
    stream.reset();
  };
  stream->wait_received(arrival);
  send_all(peer.get(), bytes("go"));
  ring_->run();
  EXPECT_EQ(stream, nullptr);
}

TEST_F(RingTest, ServesMoreStreamsAtOnceThanItHasBuffersToBeginWith) {
  constexpr std::size_t many = 300;
  struct Echo final : Completion {
    Stream::Owned stream;
    Descriptor peer;
    void on_complete() override {
      const Received arrived = stream->receive();
      stream->send(arrived.bytes);
      stream->wait_received(*this);
    }
  };
  std::vector<Echo> echoes(many);
  for (std::size_t i = 0; i < many; ++i) {
    std::tie(echoes[i].stream, echoes[i].peer) = connect();
    echoes[i].stream->wait_received(echoes[i]);
    send_all(echoes[i].peer.get(), bytes(std::to_string(i)));
  }
  std::size_t answered = 0;
  Descriptor finished;
  std::jthread reader([&] {
    for (std::size_t i = 0; i < many; ++i) {
      std::array<std::byte, 16> buffer;
      answered += text(receive(echoes[i].peer.get(), buffer).bytes) == std::to_string(i);
    }
    finished = connect_to(listener_);
  });
  acceptor_.body = [&] {
    if (reader.joinable()) reader.join();
    for (Echo& one : echoes) one.stream.reset();
    stop();
  };
  ring_->run();
  EXPECT_EQ(answered, many);
}

TEST_F(RingTest, MakesBuffersForAllThatHaveInputAtOnce) {
  constexpr std::size_t many = 300;
  std::size_t arrived = 0;
  std::vector<std::pair<Stream::Owned, Descriptor>> connections;
  std::vector<Calling> arrivals(many);
  for (std::size_t i = 0; i < many; ++i) {
    connections.push_back(connect());
    arrivals[i].body = [&, i] {
      auto& [stream, peer] = connections[i];
      if (stream->receive().closed) return stream.reset();
      ++arrived;
      send_all(peer.get(), bytes("again"));
      stream->wait_received(arrivals[i]);
    };
    send_all(connections[i].second.get(), bytes("hello"));
    connections[i].first->wait_received(arrivals[i]);
  }
  while (arrived < 20 * many) ring_->turn();
  EXPECT_LE(ring_->receives(), 2 * many);  // the first ones, then again for who finds none of 64 buffers
  stop();
  ring_->run();
}

TEST_F(RingTest, ShutsDownAStreamThatWaitsForInputWhenStopped) {
  auto [stream, peer] = connect();
  Calling arrival;
  arrival.body = [&] {
    EXPECT_TRUE(stream->receive().closed);
    stream.reset();
  };
  stream->wait_received(arrival);
  stop();
  ring_->run();
  EXPECT_EQ(stream, nullptr);
}

TEST_F(RingTest, ShutsDownAStreamWhoseSendDoesNotEndWhenStopped) {
  auto [stream, peer] = connect();
  const std::string reply(64 << 20, 'r');
  Calling sending;
  sending.body = [&] {
    EXPECT_FALSE(stream->sent());
    stream.reset();
  };
  stream->send(bytes(reply));
  stream->wait_sent(sending);
  stop();
  ring_->run();
  EXPECT_EQ(stream, nullptr);
}

}  // namespace
}  // namespace impls::substrate::uring
