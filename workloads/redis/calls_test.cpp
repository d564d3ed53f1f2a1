// What `gateway` says to Redis, byte by byte, and what it makes of the answers.
#include "workloads/redis/calls.h"

#include <gtest/gtest.h>

#include <string_view>

namespace workloads::gateway {
namespace {

Bytes bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

TEST(GatewayCalls, AskForItemsAndForTimeToPass) {
  std::string commands;
  append_get(commands, 858);
  EXPECT_EQ(commands, "*2\r\n$3\r\nGET\r\n$11\r\ngateway:858\r\n");
  commands.clear();
  append_slow(commands, std::chrono::nanoseconds(1'050'000'001));
  EXPECT_EQ(commands, "*3\r\n$5\r\nBLPOP\r\n$12\r\ngateway:none\r\n$8\r\n1.050001\r\n");
}

TEST(GatewayCalls, FillTheServerWithEveryItem) {
  const auto command = fill_command();
  const std::string_view text(reinterpret_cast<const char*>(command.data()), command.size());
  EXPECT_TRUE(text.starts_with("*2049\r\n$4\r\nMSET\r\n$9\r\ngateway:0\r\n$16\r\ne220a8397b1dcdaf\r\n")) << text.substr(0, 80);
  EXPECT_NE(text.find("$11\r\ngateway:858\r\n$16\r\n800a4027e5516c80\r\n"), text.npos) << "leading digits are kept";
}

TEST(GatewayCalls, ExactlyOneReplyIsComplete) {
  const std::string_view reply = "$16\r\ne220a8397b1dcdaf\r\n";
  for (std::size_t size = 0; size < reply.size(); ++size) EXPECT_EQ(one_reply(bytes(reply.substr(0, size))), Framed::more) << size;
  EXPECT_EQ(one_reply(bytes(reply)), Framed::complete);
  EXPECT_EQ(one_reply(bytes("*-1\r\n")), Framed::complete);
  EXPECT_EQ(one_reply(bytes("+OK\r\n+OK\r\n")), Framed::broken);
  EXPECT_EQ(one_reply(bytes("HTTP/1.1 400\r\n")), Framed::broken);
  EXPECT_EQ(one_reply(bytes(reply)), Framed::complete) << "what was thrown away before leaves nothing";
}

TEST(GatewayCalls, TurnAnswersIntoWords) {
  EXPECT_EQ(word_of(bytes("$16\r\ne220a8397b1dcdaf\r\n")), 0xe220a8397b1dcdafU);
  EXPECT_EQ(item_value(0), 0xe220a8397b1dcdafU);
  EXPECT_EQ(word_of(bytes("*-1\r\n")), slow);
  EXPECT_EQ(word_of(bytes("-LOADING Redis is loading\r\n")), failed);
  EXPECT_EQ(word_of(bytes("$2\r\n01\r\n")), failed);
  EXPECT_EQ(word_of(bytes("$16\r\n0000000000000001\r\n")), failed) << "no item has such a value";
}

}  // namespace
}  // namespace workloads::gateway
