// What the status line says about the time that is left.
#include "harness/run/status_line.h"

#include <gmock/gmock.h>

namespace harness {
namespace {

using testing::HasSubstr;

TEST(StatusLine, FollowsTheEstimateUntilARoundIsMeasuredAndThenTheClock) {
  testing::internal::CaptureStderr();
  {
    StatusLine line(std::chrono::hours(1));
    line.show("first", 0.05);
    line.round_ended("first round");
  }
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_THAT(text, HasSubstr("  5 % · "));
  EXPECT_THAT(text, testing::Not(HasSubstr(" min ")));  // of an hour, 5 % took no time
}

}  // namespace
}  // namespace harness
