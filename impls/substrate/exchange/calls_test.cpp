// Calls upstream, as every cell of `exchange` makes them: answered, broken, late, hedged; stopping while they are under way.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "impls/substrate/posix/test_sockets.h"
#include "workloads/registry.h"

namespace impls::substrate {
namespace {

using namespace std::chrono_literals;
using workloads::CallResult;
using workloads::Framed;

std::string text(Bytes given) { return {reinterpret_cast<const char*>(given.data()), given.size()}; }
Bytes bytes(std::string_view given) { return std::as_bytes(std::span(given)); }

// Answers "x" with "x!" at once, "w" in two parts; breaks off at "b", says too much to "m", keeps silent to "s"; answers every other "h".
class Upstream {
 public:
  explicit Upstream(std::string path) : path_(std::move(path)), listener_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path_.data(), path_.size());
    check(bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
    check(listen(listener_.get(), 64), "listen");
    thread_ = std::jthread([this] { serve(); });
  }
  ~Upstream() {
    eventfd_write(stop_.get(), 1);
    thread_.join();
    std::remove(path_.c_str());
  }

  /// Connections that the service has not closed.
  int open() const { return open_; }
  /// Requests that it has left without an answer.
  int silent() const { return silent_; }

 private:
  void serve() {
    std::vector<Descriptor> connections;
    for (;;) {
      std::vector<pollfd> awaited{{.fd = stop_.get(), .events = POLLIN, .revents = 0},
                                  {.fd = listener_.get(), .events = POLLIN, .revents = 0}};
      for (const Descriptor& one : connections) awaited.push_back({.fd = one.get(), .events = POLLIN, .revents = 0});
      check(poll(awaited.data(), awaited.size(), -1), "poll");
      if (awaited[0].revents != 0) return;
      for (std::size_t i = 2; i < awaited.size(); ++i)
        if (awaited[i].revents != 0 && !answer(awaited[i].fd)) connections[i - 2].reset();
      std::erase_if(connections, [](const Descriptor& one) { return !one; });
      if (awaited[1].revents != 0) connections.emplace_back(accept(listener_.get(), nullptr, nullptr));
      open_ = static_cast<int>(connections.size());
    }
  }

  bool answer(int connection) {
    std::array<std::byte, 1> byte;
    const Received got = receive(connection, byte);
    if (got.closed || text(got.bytes) == "b") return false;
    if (text(got.bytes) == "s") ++silent_;
    if (text(got.bytes) == "s" || (text(got.bytes) == "h" && ++hedged_ % 2 == 1)) return true;
    send_all(connection, got.bytes);
    if (text(got.bytes) == "w") std::this_thread::yield();
    return send_all(connection, bytes(text(got.bytes) == "m" ? "!!" : "!"));
  }

  std::string path_;
  Descriptor listener_;
  Descriptor stop_{eventfd(0, EFD_CLOEXEC)};
  std::atomic<int> open_ = 0;
  std::atomic<int> silent_ = 0;
  int hedged_ = 0;
  std::jthread thread_;
};

Framed two_bytes(Bytes received) { return received.size() < 2 ? Framed::more : received.size() == 2 ? Framed::complete : Framed::broken; }

// A line is what is to be called, a letter a call; its reply is what became of each.
class CallingSession final : public workloads::ExchangeSession {
 public:
  explicit CallingSession(std::chrono::nanoseconds deadline) : deadline_(deadline) {}

  workloads::Step on_input(Bytes input) override {
    held_ += text(input);
    return next();
  }
  workloads::Step on_written() override { return next(); }
  workloads::Step on_calls(std::span<const CallResult> results) override {
    reply_.clear();
    for (const CallResult& one : results)
      reply_ += one.outcome == CallResult::replied ? text(one.reply) : one.outcome == CallResult::late ? "late" : "failed";
    reply_ += "\n";
    return workloads::Reply{.bytes = bytes(reply_)};
  }
  workloads::Step on_paused(std::chrono::nanoseconds) override { return workloads::Need{}; }
  void compute() noexcept override {}
  workloads::Step on_computed(std::chrono::nanoseconds) override { return workloads::Need{}; }

 private:
  workloads::Step next() {
    const auto end = held_.find('\n');
    if (end == std::string::npos) return workloads::Need{};
    line_ = held_.substr(0, end);
    held_.erase(0, end + 1);
    requests_.clear();
    for (const char& one : line_) requests_.push_back(bytes({&one, 1}));
    workloads::Calls calls{};
    calls.requests = requests_;
    calls.framing = two_bytes;
    calls.deadline = deadline_;
    if (line_.find('h') != std::string::npos) {
      calls.hedges = requests_;
      calls.hedge_after = 5ms;
    }
    return calls;
  }

  std::chrono::nanoseconds deadline_;
  std::string held_;
  std::string line_;
  std::vector<Bytes> requests_;
  std::string reply_;
};

struct Calling final : workloads::ExchangeWorkload {
  explicit Calling(std::chrono::nanoseconds given) : deadline(given) {}
  std::unique_ptr<workloads::ExchangeSession> open_session() const override { return std::make_unique<CallingSession>(deadline); }
  std::unique_ptr<workloads::StreamSession> open_floor() const override { return nullptr; }
  std::unique_ptr<workloads::StreamClient> open_client(std::uint64_t) const override { return nullptr; }
  std::chrono::nanoseconds deadline;
};

class UpstreamCalls : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const auto& cell = *workloads::find_implementation("exchange", GetParam());
    if (const std::string reason = cell.unavailable(); !reason.empty()) GTEST_SKIP() << "not available: " << reason;
  }

  void TearDown() override {
    if (!service_.joinable()) return;
    eventfd_write(stop_.get(), 1);
    service_.join();
  }

  void serve(std::chrono::nanoseconds deadline) {
    workload_.deadline = deadline;
    const auto run = std::get<workloads::ServeExchange>(workloads::find_implementation("exchange", GetParam())->body);
    service_ = std::jthread(
        [this, run] { run({.listener = listener_.get(), .stop = stop_.get(), .workload = workload_, .threads = 1, .upstream = path_}); });
    client_ = connect_to(listener_);
  }

  std::string ask(std::string_view calls) {
    send_all(client_.get(), bytes(std::string(calls) + "\n"));
    return read_line();
  }

  std::string read_line() {
    std::string line;
    for (std::array<std::byte, 1> byte; !line.ends_with('\n');) {
      const Received got = receive(client_.get(), byte);
      if (got.closed) return line + "closed";
      line += text(got.bytes);
    }
    return line.substr(0, line.size() - 1);
  }

  std::string path_ = testing::TempDir() + "upstream-" + std::to_string(getpid());
  Descriptor listener_ = listen_on(AF_INET);
  Descriptor stop_{eventfd(0, EFD_CLOEXEC)};
  Calling workload_{0ns};
  Descriptor client_;
  std::jthread service_;
};

TEST_P(UpstreamCalls, AreAnsweredInTheirOrderOverConnectionsThatAreKept) {
  const Upstream upstream(path_);
  serve(10s);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(ask("axwc"), "a!x!w!c!");
  EXPECT_LE(upstream.open(), 4);
}

TEST_P(UpstreamCalls, FailAloneAndLeaveTheOthers) {
  const Upstream upstream(path_);
  serve(10s);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask("abmc"), "a!failedfailedc!");
}

TEST_P(UpstreamCalls, AreLateAtTheDeadlineAndCloseTheirConnections) {
  const Upstream upstream(path_);
  serve(300ms);
  EXPECT_EQ(ask("as"), "a!late");
  EXPECT_EQ(ask("a"), "a!");
  while (upstream.open() > 1) std::this_thread::yield();
}

TEST_P(UpstreamCalls, AreAskedTwiceWhenTheFirstIsSlow) {
  const Upstream upstream(path_);
  serve(10s);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask("ah"), "a!h!");
}

TEST_P(UpstreamCalls, FailWhileNoServerIsThereAndWorkOnceItIs) {
  serve(10s);
  EXPECT_EQ(ask("ab"), "failedfailed");
  {
    const Upstream upstream(path_);
    EXPECT_EQ(ask("a"), "a!");
  }
  const Upstream upstream(path_);
  while (ask("a") != "a!") continue;  // a connection that broke may be found to be of no use by a call that fails
}

TEST_P(UpstreamCalls, ArePipelinedOneRequestAfterAnother) {
  const Upstream upstream(path_);
  serve(10s);
  std::string all;
  for (int i = 0; i < 300; ++i) all += "xy\n";
  send_all(client_.get(), bytes(all));
  for (int i = 0; i < 300; ++i) ASSERT_EQ(read_line(), "x!y!");
}

TEST_P(UpstreamCalls, EndWithTheService) {
  const Upstream upstream(path_);
  serve(60s);
  EXPECT_EQ(ask("a"), "a!");
  send_all(client_.get(), bytes("ss\n"));
  while (upstream.silent() < 1) std::this_thread::yield();
  TearDown();
  EXPECT_EQ(read_line(), "closed");
}

TEST_P(UpstreamCalls, OfAClientThatHasGoneEndToo) {
  const Upstream upstream(path_);
  serve(300ms);
  send_all(client_.get(), bytes("ss\n"));
  client_ = connect_to(listener_);
  EXPECT_EQ(ask("a"), "a!");
  while (upstream.open() > 1) std::this_thread::yield();
}

std::vector<std::string> cells() {
  std::vector<std::string> ids;
  for (const auto& one : workloads::implementations())
    if (one.shape == "exchange" && std::holds_alternative<workloads::ServeExchange>(one.body)) ids.push_back(one.id());
  return ids;
}

INSTANTIATE_TEST_SUITE_P(Exchange, UpstreamCalls, testing::ValuesIn(cells()), [](const auto& cell) {
  std::string name = cell.param;
  for (char& one : name)
    if (one == '/') one = '_';
  return name;
});

}  // namespace
}  // namespace impls::substrate
