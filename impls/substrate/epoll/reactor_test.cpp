// How the reactor tells its waiters: reading, writing what did not fit, stopping.
#include "impls/substrate/epoll/reactor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace impls::substrate {
namespace {

struct Calling final : Waiter {
  std::function<void()> body;
  void on_ready() override { body(); }
};

Bytes bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

std::string text(Bytes given) { return {reinterpret_cast<const char*>(given.data()), given.size()}; }

class ReactorTest : public testing::Test {
 protected:
  ReactorTest() : stop_(eventfd(0, 0)), listener_(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
    sockaddr anywhere{.sa_family = AF_UNIX, .sa_data = {}};
    bind(listener_.get(), &anywhere, sizeof anywhere.sa_family);
    listen(listener_.get(), 8);
    reactor_.emplace(stop_.get(), listener_.get(), acceptor_);
  }

  void stop() { eventfd_write(stop_.get(), 1); }

  // A connection whose other end is `peer_`.
  void connect() {
    int ends[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    peer_.reset(ends[0]);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    stream_ = std::make_unique<Stream>(*reactor_, Descriptor(ends[1]));
  }

  std::string drain_peer(std::size_t size) {
    std::string all(size, '\0');
    EXPECT_EQ(recv(peer_.get(), all.data(), size, MSG_WAITALL), static_cast<ssize_t>(size));
    return all;
  }

  Descriptor stop_;
  Descriptor listener_;
  Descriptor peer_;
  Calling acceptor_;
  std::optional<Reactor> reactor_;
  std::unique_ptr<Stream> stream_;
};

TEST_F(ReactorTest, EndsAtOnceWhenStoppedWithoutStreams) {
  stop();
  reactor_->run();
}

TEST_F(ReactorTest, CallsTheAcceptorForAConnection) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  ASSERT_EQ(getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  peer_.reset(socket(AF_UNIX, SOCK_STREAM, 0));
  ASSERT_EQ(::connect(peer_.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  int accepted = 0;
  acceptor_.body = [&] {
    ++accepted;
    Descriptor(accept(listener_.get(), nullptr, nullptr));
    stop();
  };
  reactor_->run();
  EXPECT_EQ(accepted, 1);
}

TEST_F(ReactorTest, CallsTheWaiterForWhatArrivesUntilThePeerHasGone) {
  connect();
  std::string received;
  Calling waiter;
  waiter.body = [&] {
    const Received arrived = stream_->receive();
    received += text(arrived.bytes);
    if (received == "hello") peer_.reset();
    if (!arrived.closed) return;
    stream_.reset();
    stop();
  };
  stream_->wait_readable(waiter);
  send_all(peer_.get(), bytes("hello"));
  reactor_->run();
  EXPECT_EQ(received, "hello");
}

TEST_F(ReactorTest, KeepsTellingOfWhatWasNotRead) {
  connect();
  int calls = 0;
  Calling waiter;
  waiter.body = [&] {
    if (++calls < 3) return;
    stream_.reset();
    stop();
  };
  stream_->wait_readable(waiter);
  send_all(peer_.get(), bytes("hello"));
  reactor_->run();
  EXPECT_EQ(calls, 3);
}

TEST_F(ReactorTest, WaitsForRoomAfterAPartialWriteThenForInputAgain) {
  connect();
  const std::string reply(4 << 20, 'r');
  Bytes rest;
  std::size_t drained = 0;
  int partial_writes = 0;
  bool read_again = false;
  Calling reading;
  Calling writing;
  reading.body = [&] {
    const Received request = stream_->receive();
    if (text(request.bytes) == "again") {
      read_again = true;
      stream_.reset();
      return stop();
    }
    rest = stream_->send(bytes(reply)).rest;
    ASSERT_FALSE(rest.empty());
    send_all(peer_.get(), bytes("again"));  // must not be read while the reply is on its way
    stream_->wait_writable(writing);
    drained += drain_peer(reply.size() - rest.size()).size();
  };
  writing.body = [&] {
    ++partial_writes;
    const std::size_t before = rest.size();
    rest = stream_->send(rest).rest;
    drained += drain_peer(before - rest.size()).size();
    if (rest.empty()) stream_->wait_readable(reading);
  };
  stream_->wait_readable(reading);
  send_all(peer_.get(), bytes("go"));
  reactor_->run();
  EXPECT_TRUE(read_again);
  EXPECT_GT(partial_writes, 1);
  EXPECT_EQ(drained, reply.size());
}

TEST_F(ReactorTest, ShutsDownAStreamThatWaitsForInputWhenStopped) {
  connect();
  Calling waiter;
  waiter.body = [&] {
    EXPECT_TRUE(stream_->receive().closed);
    stream_.reset();
  };
  stream_->wait_readable(waiter);
  stop();
  reactor_->run();
  EXPECT_EQ(stream_, nullptr);
}

TEST_F(ReactorTest, ShutsDownAStreamThatWaitsForRoomWhenStopped) {
  connect();
  const std::string reply(4 << 20, 'r');
  ASSERT_FALSE(stream_->send(bytes(reply)).rest.empty());
  Calling waiter;
  waiter.body = [&] {
    EXPECT_TRUE(stream_->send(bytes(reply)).closed);
    stream_.reset();
  };
  stream_->wait_writable(waiter);
  stop();
  reactor_->run();
  EXPECT_EQ(stream_, nullptr);
}

TEST_F(ReactorTest, CallsTheWaiterOfADescriptorThatIsWatched) {
  const Descriptor other(eventfd(1, EFD_NONBLOCK));
  int calls = 0;
  Calling waiter;
  waiter.body = [&] {
    ++calls;
    eventfd_t count = 0;
    eventfd_read(other.get(), &count);
    stop();
  };
  reactor_->watch(other.get(), waiter);
  reactor_->run();
  EXPECT_EQ(calls, 1);
}

TEST_F(ReactorTest, AStreamThatWaitsForNothingDoesNotSpinAndMissesNothing) {
  connect();
  int turns = 0;
  Calling after;
  after.body = [&] {
    std::string received;
    for (Received arrived = stream_->receive(); !arrived.bytes.empty(); arrived = stream_->receive()) received += text(arrived.bytes);
    EXPECT_EQ(received, "kept");
    stream_.reset();
    stop();
  };
  Calling due;
  due.body = [&] { stream_->wait_readable(after); };
  Timer timer;
  reactor_->timers().wait(timer, Timers::Time::clock::now() + std::chrono::milliseconds(20), due);
  send_all(peer_.get(), bytes("kept"));
  peer_.reset();
  stream_->wait_nothing();
  for (; reactor_->runs() && turns < 1000; ++turns) reactor_->turn();
  EXPECT_LT(turns, 10);
}

TEST_F(ReactorTest, AStreamMayEndInTheTurnThatWouldHaveCalledIt) {
  connect();
  Descriptor first_peer = std::move(peer_);
  std::unique_ptr<Stream> first = std::move(stream_);
  connect();
  int calls = 0;
  const auto end_both = [&] {
    ++calls;
    first.reset();
    stream_.reset();
    stop();
  };
  Calling one, other;
  one.body = other.body = end_both;
  first->wait_readable(one);
  stream_->wait_readable(other);
  send_all(first_peer.get(), bytes("x"));
  send_all(peer_.get(), bytes("x"));
  reactor_->run();
  EXPECT_EQ(calls, 1);
}

TEST_F(ReactorTest, EveryDeadlineHasComeOnceItStops) {
  connect();
  Timer timer, later;
  int calls = 0;
  Calling last;
  last.body = [&] {
    ++calls;
    stream_.reset();
  };
  Calling due;
  due.body = [&] {
    ++calls;
    EXPECT_TRUE(reactor_->stopped());
    reactor_->timers().wait(later, Timers::Time::clock::now() + std::chrono::hours(1), last);
  };
  stream_->wait_nothing();
  reactor_->timers().wait(timer, Timers::Time::clock::now() + std::chrono::hours(1), due);
  stop();
  reactor_->run();
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace impls::substrate
