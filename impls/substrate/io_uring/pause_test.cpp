// Pauses of the `io_uring` backend: never too short, cut short at once, ended by a stop.
#include "impls/substrate/io_uring/pause.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <functional>
#include <optional>

#include "impls/substrate/posix/test_sockets.h"

namespace impls::substrate::uring {
namespace {

using namespace std::chrono_literals;

struct Calling final : Completion {
  std::function<void()> body = [] {};
  int calls = 0;
  void on_complete() override {
    ++calls;
    body();
  }
};

class RingPauses : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string reason = unavailable(); !reason.empty()) GTEST_SKIP() << "not available: " << reason;
    ring_.emplace(stop_.get(), listener_.get(), acceptor_);
  }

  void stop() { eventfd_write(stop_.get(), 1); }

  Descriptor stop_{eventfd(0, 0)};
  Descriptor listener_ = listen_on(AF_UNIX);
  Calling acceptor_;
  std::optional<Ring> ring_;
};

TEST_F(RingPauses, LastAtLeastAsLongAsAsked) {
  Calling ended;
  auto pause = Pause::open(*ring_);
  int left = 20;
  const auto begin = [&] { pause->start(std::chrono::microseconds(300 * left), ended); };
  ended.body = [&] {
    EXPECT_GE(pause->slept().value_or(0ns), std::chrono::microseconds(300 * left));
    --left > 0 ? begin() : stop();
  };
  begin();
  ring_->run();
  EXPECT_EQ(ended.calls, 20);
}

TEST_F(RingPauses, CutShortCallsAtOnceAndOnce) {
  Calling ended;
  auto pause = Pause::open(*ring_);
  pause->start(1h, ended);
  pause->cut_short();
  EXPECT_EQ(ended.calls, 1);
  EXPECT_FALSE(pause->slept());
  pause->cut_short();
  pause->start(1ms, ended);
  ended.body = [&] { stop(); };
  ring_->run();
  EXPECT_EQ(ended.calls, 2);
  EXPECT_TRUE(pause->slept());
}

TEST_F(RingPauses, EndWithTheLoop) {
  Calling first;
  Calling second;
  auto pause = Pause::open(*ring_);
  auto later = Pause::open(*ring_);
  first.body = [&] { later->start(1h, second); };  // by a model that goes on
  pause->start(1h, first);
  stop();
  ring_->run();
  EXPECT_EQ(first.calls, 1);
  EXPECT_EQ(second.calls, 1);
  EXPECT_FALSE(pause->slept());
  EXPECT_FALSE(later->slept());
}

}  // namespace
}  // namespace impls::substrate::uring
