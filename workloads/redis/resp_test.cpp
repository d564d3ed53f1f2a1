// RESP2 without I/O: every kind of reply, however it is cut; what no server sends is refused, within bounded memory.
#include "workloads/redis/resp.h"

#include <gtest/gtest.h>

namespace workloads::resp {
namespace {

using State = Parser::State;

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

// A reply as one text: +OK -ERR :1 $text _ [a b]
std::string written(const Parser& parser, std::span<const Value>& values) {
  const Value value = values.front();
  values = values.subspan(1);
  std::string text;
  switch (value.type) {
    case Type::simple:
      return "+" + std::string(parser.text(value));
    case Type::error:
      return "-" + std::string(parser.text(value));
    case Type::bulk:
      return "$" + std::string(parser.text(value));
    case Type::integer:
      return ":" + std::to_string(value.integer);
    case Type::null:
      return "_";
    case Type::array:
      for (std::int64_t i = 0; i < value.integer; ++i) text += (i == 0 ? "" : " ") + written(parser, values);
      return "[" + text + "]";
  }
  return "";
}

std::string written(const Parser& parser) {
  std::span<const Value> values = parser.values();
  const std::string text = written(parser, values);
  return values.empty() ? text : text + " and more";
}

// All replies in these bytes, given in pieces of `cut`; "garbage" ends them.
std::vector<std::string> replies_in(std::string_view text, std::size_t cut, Parser parser = Parser()) {
  std::vector<std::string> replies;
  while (!text.empty()) {
    const std::string piece(text.substr(0, cut));  // a copy, so that reading beyond it is found
    text.remove_prefix(piece.size());
    for (std::string_view rest = piece; !rest.empty();) {
      const auto [state, used] = parser.feed(bytes_of(rest));
      rest.remove_prefix(used);
      if (state == State::more) {
        EXPECT_TRUE(rest.empty());
        continue;
      }
      replies.push_back(state == State::complete ? written(parser) : "garbage");
      if (state == State::garbage) return replies;
    }
  }
  return replies;
}

TEST(Resp, WritesCommandsAsArraysOfBulkStrings) {
  using namespace std::string_view_literals;
  std::string bytes = "before ";
  append_command(bytes, {"SET", "a key", "\r\n\0"sv});
  EXPECT_EQ(bytes, "before *3\r\n$3\r\nSET\r\n$5\r\na key\r\n$3\r\n\r\n\0\r\n"sv);
}

TEST(Resp, TakesEveryKindOfReplyHoweverItIsCut) {
  const std::string bytes =
      "+OK\r\n-ERR no such\r\n:-42\r\n:+7\r\n$5\r\nhello\r\n$0\r\n\r\n$2\r\n\r\n\r\n$-1\r\n*-1\r\n*0\r\n+\r\n"
      "*3\r\n$1\r\na\r\n*2\r\n:1\r\n*0\r\n$-1\r\n*1\r\n*1\r\n*1\r\n+deep\r\n$12\r\nand one more\r\n";
  const std::vector<std::string> expected{"+OK", "-ERR no such",   ":-42",        ":7",           "$hello", "$", "$\r\n", "_", "_", "[]",
                                          "+",   "[$a [:1 []] _]", "[[[+deep]]]", "$and one more"};
  for (std::size_t cut = 1; cut <= bytes.size(); ++cut) ASSERT_EQ(replies_in(bytes, cut), expected) << "cut " << cut;
}

TEST(Resp, KeepsAReplyUntilItIsFedAgain) {
  Parser parser;
  const std::string_view two = "$3\r\none\r\n$3\r\ntwo\r\n";
  const auto [state, used] = parser.feed(bytes_of(two));
  EXPECT_EQ(state, State::complete);
  EXPECT_EQ(used, 9U);
  EXPECT_EQ(written(parser), "$one");
  EXPECT_EQ(parser.feed(bytes_of(two.substr(used))).state, State::complete);
  EXPECT_EQ(written(parser), "$two");
  EXPECT_EQ(parser.feed({}).state, State::more);
}

TEST(Resp, RefusesWhatNoServerSends) {
  for (const std::string_view bytes : {"HTTP/1.1 400\r\n", "\r\n", "_\r\n", ":\r\n", ":1x\r\n", ": 1\r\n", ":99999999999999999999\r\n",
                                       "$x\r\n", "$-2\r\n", "*-2\r\n", "+OK\n", "+O\rK\r\n", "$3\r\nfour\r\n", "$3\r\nab\r\n\r\n",
                                       "$3\r\nabc\n", "*1\r\nx", "*9223372036854775807\r\n", "$9223372036854775807\r\n"})
    for (std::size_t cut = 1; cut <= bytes.size(); ++cut)
      ASSERT_EQ(replies_in(bytes, cut), std::vector<std::string>{"garbage"}) << bytes << ", cut " << cut;
}

TEST(Resp, RemainsAtGarbage) {
  Parser parser;
  EXPECT_EQ(parser.feed(bytes_of("?")).state, State::garbage);
  EXPECT_EQ(parser.feed(bytes_of("+OK\r\n")).state, State::garbage);
}

TEST(Resp, HoldsNoMoreThanItsLimits) {
  const Parser parser({.text_bytes = 8, .values = 4});
  const auto only = [&](std::string_view bytes) { return replies_in(bytes, 3, parser).at(0); };
  EXPECT_EQ(only("$8\r\n12345678\r\n"), "$12345678");
  EXPECT_EQ(only("$9\r\n"), "garbage");
  EXPECT_EQ(only("+12345678\r\n"), "+12345678");
  EXPECT_EQ(only("+123456789\r\n"), "garbage");
  EXPECT_EQ(only("+a line without an end"), "garbage");
  EXPECT_EQ(only("*2\r\n$4\r\n1234\r\n$4\r\n1234\r\n"), "[$1234 $1234]");
  EXPECT_EQ(only("*2\r\n$4\r\n1234\r\n$5\r\n"), "garbage");
  EXPECT_EQ(only("*3\r\n:1\r\n:2\r\n:3\r\n"), "[:1 :2 :3]");
  EXPECT_EQ(only("*4\r\n"), "garbage");
  EXPECT_EQ(only("*3\r\n*2\r\n:1\r\n:2\r\n:3\r\n"), "garbage");
}

TEST(Resp, NestsArraysToABound) {
  std::string bytes;
  for (std::size_t i = 0; i < most_nested; ++i) bytes += "*1\r\n";
  EXPECT_EQ(replies_in(bytes + ":1\r\n", 5).at(0), std::string(most_nested, '[') + ":1" + std::string(most_nested, ']'));
  EXPECT_EQ(replies_in(bytes + "*1\r\n", 5).at(0), "garbage");
}

}  // namespace
}  // namespace workloads::resp
