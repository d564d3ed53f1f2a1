// What `gateway` says to Redis and what it makes of the answers.
#include "workloads/redis/calls.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "workloads/mix.h"
#include "workloads/redis/resp.h"

namespace workloads::gateway {
namespace {

constexpr std::size_t digits = 16;

std::string key_of(std::uint64_t item) { return "gateway:" + std::to_string(item); }

std::string hexadecimal(std::uint64_t value) {
  std::string text(digits, '0');
  std::array<char, digits> short_form;
  const auto end = std::to_chars(short_form.data(), short_form.data() + digits, value, 16).ptr;
  std::copy_backward(short_form.data(), end, text.data() + digits);
  return text;
}

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

}  // namespace

std::uint64_t item_value(std::uint64_t item) { return mix(item) | std::uint64_t{1} << 63; }

std::vector<std::byte> fill_command() {
  std::vector<std::string> words{"MSET"};
  for (std::uint64_t item = 0; item < items; ++item) {
    words.push_back(key_of(item));
    words.push_back(hexadecimal(item_value(item)));
  }
  const std::vector<std::string_view> parts(words.begin(), words.end());
  std::string command;
  resp::append_command(command, parts);
  return bytes_of(command);
}

void append_get(std::string& to, std::uint64_t item) { resp::append_command(to, {"GET", key_of(item)}); }

void append_slow(std::string& to, std::chrono::nanoseconds after) {
  const auto us = std::chrono::ceil<std::chrono::microseconds>(after).count();
  std::string fraction = std::to_string(us % 1'000'000);
  fraction.insert(0, 6 - fraction.size(), '0');
  resp::append_command(to, {"BLPOP", "gateway:none", std::to_string(us / 1'000'000) + "." + fraction});
}

// The parser's memory is kept for the next call; one that is in mid-reply is thrown away.
Framed one_reply(Bytes received) {
  static thread_local resp::Parser parser;
  const auto [state, used] = parser.feed(received);
  if (state == resp::Parser::State::complete) return used == received.size() ? Framed::complete : Framed::broken;
  parser = resp::Parser();
  return state == resp::Parser::State::more ? Framed::more : Framed::broken;
}

std::uint64_t word_of(Bytes reply) {
  static thread_local resp::Parser parser;
  parser.feed(reply);
  const resp::Value& value = parser.values().front();
  if (value.type == resp::Type::null) return slow;
  const std::string_view text = parser.text(value);
  std::uint64_t word = failed;
  if (value.type == resp::Type::bulk && text.size() == digits) std::from_chars(text.data(), text.data() + digits, word, 16);
  return word >= std::uint64_t{1} << 63 ? word : failed;
}

}  // namespace workloads::gateway
