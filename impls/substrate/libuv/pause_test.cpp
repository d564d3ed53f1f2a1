// Pauses of the `libuv` backend: never too short, cut short at once, ended by a stop.
#include "impls/substrate/libuv/pause.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <functional>
#include <utility>

#include "impls/substrate/posix/test_sockets.h"

namespace impls::substrate::libuv {
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

class LibuvPauses : public testing::Test {
 protected:
  // libuv lets go of a handle in the turn after.
  void close(Pause::Owned pause) {
    pause.reset();
    loop_.run();
  }

  void stop() { eventfd_write(stop_.get(), 1); }

  Descriptor stop_{eventfd(0, 0)};
  Descriptor listener_ = listen_on(AF_UNIX);
  Calling acceptor_;
  Loop loop_{stop_.get(), listener_.get(), acceptor_};
};

TEST_F(LibuvPauses, LastAtLeastAsLongAsAsked) {
  Calling ended;
  auto pause = Pause::open(loop_);
  int left = 20;
  const auto begin = [&] { pause->start(std::chrono::microseconds(300 * left), ended); };
  ended.body = [&] {
    EXPECT_GE(pause->slept().value_or(0ns), std::chrono::microseconds(300 * left));
    --left > 0 ? begin() : stop();
  };
  begin();
  loop_.run();
  EXPECT_EQ(ended.calls, 20);
  close(std::move(pause));
}

TEST_F(LibuvPauses, CutShortCallsAtOnceAndOnce) {
  Calling ended;
  auto pause = Pause::open(loop_);
  pause->start(1h, ended);
  pause->cut_short();
  EXPECT_EQ(ended.calls, 1);
  EXPECT_FALSE(pause->slept());
  pause->cut_short();
  pause->start(1ms, ended);
  ended.body = [&] { stop(); };
  loop_.run();
  EXPECT_EQ(ended.calls, 2);
  EXPECT_TRUE(pause->slept());
  close(std::move(pause));
}

TEST_F(LibuvPauses, EndWithTheLoop) {
  Calling first;
  Calling second;
  auto pause = Pause::open(loop_);
  auto later = Pause::open(loop_);
  first.body = [&] { later->start(1h, second); };  // by a model that goes on
  pause->start(1h, first);
  stop();
  loop_.run();
  EXPECT_EQ(first.calls, 1);
  EXPECT_EQ(second.calls, 1);
  EXPECT_FALSE(pause->slept());
  EXPECT_FALSE(later->slept());
  close(std::move(pause));
  close(std::move(later));
}

}  // namespace
}  // namespace impls::substrate::libuv
