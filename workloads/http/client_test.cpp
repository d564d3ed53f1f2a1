// The client's half of `http`: it takes what the server's half answers, however it is cut, and nothing else.
#include "workloads/http/client.h"

#include <gtest/gtest.h>

#include <set>

#include "workloads/io/http.h"

namespace workloads::http {
namespace {

std::string text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

// A client of one connection and the server's answers to its requests.
struct Exchange {
  explicit Exchange(const Parameters& parameters, std::uint64_t seed = 1)
      : http(parameters), client(http.open_client(seed)), session(http.open_session(nullptr)) {}

  std::string answer() { return text_of(session->on_input(client->next_request()).bytes); }

  Http http;
  std::unique_ptr<StreamClient> client;
  std::unique_ptr<StreamSession> session;
};

TEST(HttpClient, TakesRightRepliesHoweverTheyAreCut) {
  for (const std::int64_t body_bytes : {0, 1, 7, 8, 63, 64, 65, 1000})
    for (const std::int64_t other_percent : {0, 60})
      for (const std::size_t cut : {1U, 2U, 3U, 7U, 8U, 29U, 64U, 150U, 100'000U}) {
        Exchange one({{"body_bytes", body_bytes}, {"other_percent", other_percent}, {"padding_bytes", body_bytes}});
        std::string replies;
        for (int i = 0; i < 25; ++i) replies += one.answer();
        Progress total;
        for (std::size_t at = 0; at < replies.size(); at += cut) {
          const Progress progress = one.client->on_reply(bytes_of(replies).subspan(at, std::min(cut, replies.size() - at)));
          ASSERT_FALSE(progress.wrong) << "body " << body_bytes << ", cut " << cut << ", at " << at;
          total.completed += progress.completed;
        }
        ASSERT_EQ(total.completed, 25);
      }
}

TEST(HttpClient, FindsAWrongByteAnywhere) {
  for (const std::int64_t other_percent : {0, 100}) {
    const std::size_t replies = other_percent == 0 ? 1 : 8;  // of every kind
    for (std::size_t wanted = 0; wanted < replies; ++wanted)
      for (std::size_t at = 0;; ++at) {
        Exchange one({{"other_percent", other_percent}});
        std::string text;
        for (std::size_t i = 0; i <= wanted; ++i) {
          text = one.answer();
          if (i == wanted) break;
          ASSERT_FALSE(one.client->on_reply(bytes_of(text)).wrong);
        }
        if (at == text.size()) break;
        text[at] ^= 4;
        const std::size_t date_at = text.find("Date: ") + 6;
        if (at >= date_at && at < date_at + date_bytes && parse_date(text.substr(date_at, date_bytes))) continue;  // another second
        ASSERT_TRUE(one.client->on_reply(bytes_of(text)).wrong) << "reply " << wanted << ", byte " << at << " of\n" << text;
      }
  }
}

TEST(HttpClient, RefusesSwappedRepeatedAndUnaskedReplies) {
  Exchange one({});
  EXPECT_TRUE(one.client->on_reply(bytes_of("H")).wrong) << "nothing was asked";
  const std::string first = one.answer();
  const std::string second = one.answer();
  EXPECT_TRUE(one.client->on_reply(bytes_of(second)).wrong);
  Exchange other({});
  const std::string reply = other.answer();
  other.answer();
  EXPECT_EQ(other.client->on_reply(bytes_of(reply)).completed, 1);
  EXPECT_TRUE(other.client->on_reply(bytes_of(reply)).wrong);
}

TEST(HttpClient, RefusesADateThatGoesBack) {
  Exchange one({});
  const auto dated = [&](std::string_view date) {
    std::string text = one.answer();
    text.replace(text.find("Date: ") + 6, date_bytes, date);
    return one.client->on_reply(bytes_of(text)).wrong;
  };
  EXPECT_FALSE(dated("Sun, 06 Nov 1994 08:49:37 GMT"));
  EXPECT_FALSE(dated("Sun, 06 Nov 1994 08:49:37 GMT"));
  EXPECT_FALSE(dated("Sun, 06 Nov 1994 08:50:00 GMT"));
  EXPECT_TRUE(dated("Sun, 06 Nov 1994 08:49:59 GMT"));
}

TEST(HttpClient, MakesNoTwoRequestsAlikeAndEveryKind) {
  std::set<std::string> requests;
  std::set<std::string> kinds;
  const Http http({{"other_percent", 50}});
  for (const std::uint64_t seed : {1U, 2U}) {
    const auto client = http.open_client(seed);
    for (int i = 0; i < 1'000; ++i) {
      const std::string text = text_of(client->next_request());
      requests.insert(text);
      kinds.insert(text.substr(0, text.find_first_of("0123456789")));
    }
  }
  EXPECT_EQ(requests.size(), 2'000U);
  EXPECT_EQ(kinds, (std::set<std::string>{"GET /item/", "GET /missing/", "HEAD /item/", "POST /item/"}));
}

}  // namespace
}  // namespace workloads::http
