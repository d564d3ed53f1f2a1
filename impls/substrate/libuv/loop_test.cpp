// How the libuv loop completes what its streams wait for: reading, writing what does not fit at once, stopping.
#include "impls/substrate/libuv/loop.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "impls/substrate/posix/test_sockets.h"

namespace impls::substrate::libuv {
namespace {

struct Calling final : Completion {
  std::function<void()> body;
  void on_complete() override { body(); }
};

Bytes bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

std::string text(Bytes given) { return {reinterpret_cast<const char*>(given.data()), given.size()}; }

class LibuvLoopTest : public testing::Test {
 protected:
  void stop() { eventfd_write(stop_.get(), 1); }

  // A connection whose other end is the peer.
  std::pair<Stream::Owned, Descriptor> connect() {
    int ends[2];
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), "socketpair");
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    return {Stream::open(loop_, AF_UNIX, Descriptor(ends[1])), Descriptor(ends[0])};
  }

  Descriptor stop_{eventfd(0, 0)};
  Descriptor listener_ = listen_on(AF_UNIX);
  Calling acceptor_;
  Loop loop_{stop_.get(), listener_.get(), acceptor_};
};

TEST_F(LibuvLoopTest, EndsAtOnceWhenStoppedWithoutStreams) {
  stop();
  loop_.run();
}

TEST_F(LibuvLoopTest, CallsTheAcceptorForEveryConnection) {
  const Descriptor first = connect_to(listener_);
  const Descriptor second = connect_to(listener_);
  int accepted = 0;
  acceptor_.body = [&] {
    Descriptor(accept(listener_.get(), nullptr, nullptr));
    if (++accepted == 2) stop();
  };
  loop_.run();
  EXPECT_EQ(accepted, 2);
}

TEST_F(LibuvLoopTest, ThrowsWhatTheAcceptorThrew) {
  const Descriptor client = connect_to(listener_);
  acceptor_.body = [] { throw std::runtime_error("broken"); };
  EXPECT_THROW(loop_.run(), std::runtime_error);
}

TEST_F(LibuvLoopTest, CompletesForWhatArrivesUntilThePeerHasGone) {
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
  loop_.run();
  EXPECT_EQ(all, "hello");
}

TEST_F(LibuvLoopTest, WritesWhatDoesNotFitAtOnceAndReadsNothingMeanwhile) {
  auto [stream, peer] = connect();
  const std::string reply(8 << 20, 'r');
  std::string drained(reply.size(), '\0');
  std::jthread reader;
  Calling arrival;
  Calling writing;
  bool written = false;
  arrival.body = [&] {
    if (text(stream->receive().bytes) == "again") {
      EXPECT_TRUE(written);
      stream.reset();
      return stop();
    }
    const Sent sent = stream->try_send(bytes(reply));
    ASSERT_FALSE(sent.rest.empty());
    stream->write(sent.rest);
    stream->wait_sent(writing);
    send_all(peer.get(), bytes("again"));
    reader = std::jthread([&] { recv(peer.get(), drained.data(), drained.size(), MSG_WAITALL); });
  };
  writing.body = [&] {
    written = stream->sent();
    stream->wait_received(arrival);
  };
  stream->wait_received(arrival);
  send_all(peer.get(), bytes("go"));
  loop_.run();
  reader.join();
  EXPECT_EQ(drained, reply);
}

TEST_F(LibuvLoopTest, ShutsDownAStreamThatWaitsForInputWhenStopped) {
  auto [stream, peer] = connect();
  Calling arrival;
  arrival.body = [&] {
    EXPECT_TRUE(stream->receive().closed);
    stream.reset();
  };
  stream->wait_received(arrival);
  stop();
  loop_.run();
  EXPECT_EQ(stream, nullptr);
}

TEST_F(LibuvLoopTest, ShutsDownAStreamWhoseWriteDoesNotEndWhenStopped) {
  auto [stream, peer] = connect();
  const std::string reply(64 << 20, 'r');
  Calling writing;
  writing.body = [&] {
    EXPECT_FALSE(stream->sent());
    stream.reset();
  };
  stream->write(bytes(reply));
  stream->wait_sent(writing);
  stop();
  loop_.run();
  EXPECT_EQ(stream, nullptr);
}

}  // namespace
}  // namespace impls::substrate::libuv
