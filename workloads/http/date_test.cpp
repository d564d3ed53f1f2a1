// Unit tests of dates.
#include "workloads/http/date.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace workloads::http {
namespace {

std::string text_of(std::int64_t seconds) {
  const DateText text = format_date(seconds);
  return {text.data(), text.size()};
}

TEST(HttpDate, IsWrittenAsTheStandardsExample) {
  EXPECT_EQ(text_of(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");  // RFC 9110, 5.6.7
  EXPECT_EQ(text_of(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(text_of(951827696), "Tue, 29 Feb 2000 12:34:56 GMT");
  EXPECT_EQ(text_of(253402300799), "Fri, 31 Dec 9999 23:59:59 GMT");
}

TEST(HttpDate, IsReadBackAsItWasWritten) {
  for (std::int64_t seconds = 0; seconds < 4'000'000'000; seconds += 1'234'567) ASSERT_EQ(parse_date(text_of(seconds)), seconds);
}

TEST(HttpDate, WhatIsNoDateIsRefused) {
  for (const char* text :
       {"", "Sun, 06 Nov 1994 08:49:37", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 ovD 1994 08:49:37 GMT",
        "Wed, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:60 GMT",
        "Sun,  6 Nov 1994 08:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC"})
    EXPECT_EQ(parse_date(text), std::nullopt) << text;
}

TEST(SharedDate, FollowsTheClockAndNeverGoesBack) {
  SharedDate date;
  DateText text;
  const auto at = [&](std::int64_t now) {
    date.write(now, text);
    return std::string(text.data(), text.size());
  };
  EXPECT_EQ(at(100), text_of(100));
  EXPECT_EQ(at(101), text_of(101));
  EXPECT_EQ(at(99), text_of(101));
}

TEST(SharedDate, ThreadsThatAskAtOnceReadWholeDatesThatAscend) {
  SharedDate date;
  std::vector<int> bad(4);
  {
    std::vector<std::jthread> threads;
    for (int& count : bad)
      threads.emplace_back([&date, &count] {
        DateText text;
        std::int64_t last = 0;
        for (std::int64_t now = 1; now <= 20'000; ++now) {
          date.write(now * 61, text);
          const auto read = parse_date({text.data(), text.size()});
          count += !read || *read < last;
          last = read.value_or(last);
        }
      });
  }
  EXPECT_EQ(bad, std::vector<int>(4));
}

}  // namespace
}  // namespace workloads::http
