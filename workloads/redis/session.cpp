// Requests out, replies in.
#include "workloads/redis/session.h"

#include <algorithm>
#include <charconv>

namespace workloads::redis {
namespace {

constexpr std::size_t store_bytes = 1 << 16;  // about what is sent at once when a new connection stores its keys

}  // namespace

void Session::connected() {
  parser_ = resp::Parser();
  stage_ = Stage::name;
  sent_ = answered_ = 0;
}

void Session::begin(std::uint64_t seed, std::uint64_t requests) {
  seed_ = seed;
  requests_ = requests;
  digest_ = 0;
  sent_ = answered_ = 0;
}

std::uint64_t Session::expected() const {
  std::uint64_t digest = 0;
  for (std::uint64_t i = 0; i < requests_; ++i) digest = mix(digest ^ drawn(i));
  return digest;
}

Bytes Session::next_request() {
  request_.clear();
  switch (stage_) {
    case Stage::name:
      resp::append_command(request_, {"CLIENT", "ID"});
      ++sent_;
      break;
    case Stage::store:
      for (; sent_ < stored_.size() && request_.size() < store_bytes; ++sent_) append_set(sent_, drawn(~sent_));
      break;
    case Stage::ask:
      for (const std::uint64_t end = std::min(requests_, sent_ + pipeline_); sent_ < end; ++sent_) {
        const std::uint64_t asked = drawn(sent_);
        if (sets(asked))
          append_set(key_of(asked), asked);
        else
          resp::append_command(request_, {"GET", key(key_of(asked))});
      }
  }
  return std::as_bytes(std::span(request_));
}

Answer Session::on_reply(Bytes reply) {
  while (!reply.empty()) {
    if (answered_ == sent_) return Answer::wrong;
    const auto [state, used] = parser_.feed(reply);
    if (state == resp::Parser::State::more) return Answer::more;
    if (state == resp::Parser::State::garbage || !is_right()) return Answer::wrong;
    ++answered_;
    reply = reply.subspan(used);
  }
  if (answered_ < sent_) return Answer::more;
  if (stage_ == Stage::name || (stage_ == Stage::store && sent_ == stored_.size())) {
    stage_ = stage_ == Stage::name ? Stage::store : Stage::ask;
    sent_ = answered_ = 0;
  }
  return Answer::complete;
}

// Replies come in the order of the requests, so what a key holds is known when its GET is answered, however many were sent at once.
bool Session::is_right() {
  if (stage_ == Stage::name) return named();
  const std::uint64_t asked = drawn(stage_ == Stage::store ? ~answered_ : answered_);
  const std::size_t key = stage_ == Stage::store ? answered_ : key_of(asked);
  if (stage_ == Stage::store || sets(asked)) {
    if (!is_ok()) return false;
    stored_[key] = asked;
  } else if (!is_value(stored_[key])) {
    return false;
  }
  if (stage_ == Stage::ask) digest_ = mix(digest_ ^ asked);
  return true;
}

bool Session::named() {
  const resp::Value& number = parser_.values().front();
  if (number.type != resp::Type::integer) return false;
  key_ = "fiveways:" + std::to_string(number.integer) + ":";
  prefix_bytes_ = key_.size();
  return true;
}

bool Session::is_ok() const {
  const resp::Value& value = parser_.values().front();
  return value.type == resp::Type::simple && parser_.text(value) == "OK";
}

bool Session::is_value(std::uint64_t number) const {
  const resp::Value& value = parser_.values().front();
  if (value.type != resp::Type::bulk || value.text_bytes != values_.body_bytes()) return false;
  return values_.matches(number, 0, std::as_bytes(std::span(parser_.text(value))));
}

std::string_view Session::key(std::size_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  key_.resize(prefix_bytes_);
  return key_.append(digits.data(), end);
}

void Session::append_set(std::size_t key_number, std::uint64_t value) {
  value_.resize(values_.body_bytes());
  values_.write(value, std::as_writable_bytes(std::span(value_)));
  resp::append_command(request_, {"SET", key(key_number), value_});
}

}  // namespace workloads::redis
