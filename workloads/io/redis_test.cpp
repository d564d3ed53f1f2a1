// The sessions of `redis`: they take what a Redis answers, however it is cut, and find what it must not answer.
#include "workloads/io/redis.h"

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <set>

#include "workloads/redis/server_for_tests.h"

namespace workloads {
namespace {

Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }
std::string text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

constexpr std::size_t whole = 1 << 20;  // replies in one piece

// Changes what the server says.
using Change = std::function<std::string(std::string)>;

struct Conversation {
  explicit Conversation(const Parameters& parameters) : workload(parameters, {}) {
    for (int i = 0; i < workload.connections(); ++i) {
      servers.emplace_back(keys);
      workload.session(i).connected();
    }
  }

  // The digest of one run; replies come in pieces of `cut` bytes. Ends a connection at a wrong reply.
  std::uint64_t run(std::uint64_t nonce, std::size_t cut = whole, const Change& change = {}) {
    workload.begin(nonce);
    for (int i = 0; i < workload.connections(); ++i) {
      ClientSession& session = workload.session(i);
      for (Bytes request; request = session.next_request(), !request.empty();) {
        requests.push_back(text_of(request));
        std::string reply = servers[static_cast<std::size_t>(i)].on_input(request);
        if (change) reply = change(reply);
        Answer answer = Answer::more;
        for (std::size_t at = 0; at < reply.size(); at += cut) {
          EXPECT_EQ(answer, Answer::more);
          answer = session.on_reply(bytes_of(reply).subspan(at, std::min(cut, reply.size() - at)));
          if (answer == Answer::wrong) return workload.digest();
        }
        if (answer == Answer::more && change) return workload.digest();  // would wait for ever
        EXPECT_EQ(answer, Answer::complete);
      }
    }
    return workload.digest();
  }
  std::uint64_t expected(std::uint64_t nonce) {
    workload.begin(nonce);
    return workload.expected();
  }

  Redis workload;
  redis::KeysForTests keys;
  std::deque<redis::ServerForTests> servers;
  std::vector<std::string> requests;
};

TEST(Redis, GivesTheReferenceAnswerHoweverRepliesAreCut) {
  for (const std::int64_t pipeline : {1, 7})
    for (const std::int64_t value_bytes : {0, 1, 8, 200})
      for (const std::size_t cut : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{100}, whole}) {
        Conversation one({{"requests", 100}, {"connections", 3}, {"keys", 4}, {"pipeline", pipeline}, {"value_bytes", value_bytes}});
        for (const std::uint64_t nonce : {1U, 2U, 3U})
          ASSERT_EQ(one.run(nonce, cut), one.expected(nonce)) << "pipeline " << pipeline << ", cut " << cut;
      }
}

TEST(Redis, AsksDifferentlyInEveryRunAndOnEveryConnection) {
  Conversation one({{"requests", 2'000}, {"connections", 2}, {"keys", 10}});
  EXPECT_NE(one.run(1), one.run(2));
  std::multiset<std::string> sets;
  std::size_t gets = 0;
  for (const std::string& request : one.requests) request.find("GET") != request.npos ? void(++gets) : void(sets.insert(request));
  EXPECT_NEAR(static_cast<double>(gets) / 4'000, 0.9, 0.03);
  for (const std::string& request : sets) {
    if (request.find("CLIENT") == request.npos) {
      EXPECT_EQ(sets.count(request), 1U);
    }
  }
}

TEST(Redis, FindsEveryWrongByteOfAReply) {
  Conversation one({{"requests", 60}, {"connections", 1}, {"keys", 2}, {"value_bytes", 9}});
  ASSERT_EQ(one.run(1), one.expected(1));
  for (std::uint64_t reply_to_change = 0; reply_to_change < 60; ++reply_to_change)
    for (std::size_t at = 0;; ++at) {
      std::uint64_t number = 0;
      bool changed = false;
      const std::uint64_t digest = one.run(2, whole, [&](std::string reply) {
        if (number++ == reply_to_change && at < reply.size()) {
          changed = true;
          reply[at] ^= 1;
        }
        return reply;
      });
      if (!changed) break;
      ASSERT_NE(digest, one.expected(2)) << "reply " << reply_to_change << ", byte " << at;
      one.workload.session(0).connected();
      one.servers.clear();
      one.servers.emplace_back(one.keys);
      ASSERT_EQ(one.run(1), one.expected(1));
    }
}

TEST(Redis, RefusesRepliesThatAreRepeatedForgottenOrUnasked) {
  const Parameters parameters{{"requests", 200}, {"connections", 1}, {"keys", 2}};
  Conversation repeated(parameters);
  repeated.run(1);
  std::string last;
  EXPECT_NE(repeated.run(2, whole, [&](const std::string& reply) { return last.empty() ? last = reply : std::exchange(last, reply); }),
            repeated.expected(2));
  Conversation forgetful(parameters);
  forgetful.run(1);
  const auto forget = [&](std::string reply) {
    forgetful.keys.values.clear();
    return reply;
  };
  EXPECT_NE(forgetful.run(2, whole, forget), forgetful.expected(2));
  Conversation unasked(parameters);
  unasked.run(1);
  EXPECT_EQ(unasked.workload.session(0).on_reply(bytes_of("+OK\r\n")), Answer::wrong);
}

TEST(Redis, StoresItsKeysOnEveryNewConnection) {
  Conversation one({{"requests", 50}, {"connections", 1}, {"keys", 1'000}, {"value_bytes", 1'000}});
  EXPECT_EQ(one.run(1), one.expected(1));
  EXPECT_EQ(one.keys.values.size(), 1'000U);
  one.workload.session(0).connected();
  one.servers.clear();
  one.servers.emplace_back(one.keys);
  EXPECT_EQ(one.run(2), one.expected(2));
  EXPECT_EQ(one.keys.values.size(), 2'000U) << "under its own names";
}

TEST(Redis, AServerThatRefusesToNameTheConnectionIsWrong) {
  Conversation one({{"requests", 1}, {"connections", 1}});
  EXPECT_NE(one.run(1, whole, [](const std::string&) { return "-NOAUTH Authentication required.\r\n"; }), one.expected(1));
}

}  // namespace
}  // namespace workloads
