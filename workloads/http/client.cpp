// Requests out, replies in.
#include "workloads/http/client.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "workloads/mix.h"

namespace workloads::http {
namespace {

constexpr std::string_view end_of_head = "\r\n\r\n";
constexpr std::string_view content = "content";  // of a POST
constexpr std::array<std::string_view, Script::kinds> beginnings{"GET /item/", "HEAD /item/", "GET /missing/", "POST /item/"};

bool equal(Bytes part, std::string_view expected) { return std::memcmp(part.data(), expected.data(), part.size()) == 0; }

}  // namespace

Script::Script(std::size_t body_bytes, std::size_t padding_bytes, int other_percent_given)
    : items(body_bytes), other_percent(other_percent_given) {
  request_rest = " HTTP/1.1\r\nHost: fiveways\r\n";
  if (padding_bytes > 0) request_rest += "X-Padding: " + std::string(padding_bytes, 'x') + "\r\n";
  request_rest += "\r\n";
  reply_head[get] = reply_head[head] = head_until_date(Status::ok, body_bytes);
  reply_rest[get] = reply_rest[head] = end_of_head;
  for (const auto& [kind, status] : {std::pair(missing, Status::not_found), {post, Status::method_not_allowed}}) {
    const std::string body = error_body(status);
    reply_head[kind] = head_until_date(status, body.size());
    reply_rest[kind] = std::string(end_of_head) + body;
  }
}

Client::Client(const Script& script, std::uint64_t seed) : script_(script), seed_(mix(seed)) {}

std::uint64_t Client::item(std::uint64_t number) const { return mix(seed_ + number); }

Script::Kind Client::kind(std::uint64_t item) const {
  if (script_.other_percent == 0) return Script::get;
  const std::uint64_t drawn = mix(item);
  if (drawn % 100 >= static_cast<std::uint64_t>(script_.other_percent)) return Script::get;
  return static_cast<Script::Kind>(Script::head + drawn / 100 % 3);
}

Bytes Client::next_request() {
  const std::uint64_t asked = item(sent_++);
  const Script::Kind kind_asked = kind(asked);
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), asked).ptr;
  request_.assign(beginnings[kind_asked]);
  request_.append(digits.data(), end);
  request_ += script_.request_rest;
  if (kind_asked == Script::post) {
    request_.resize(request_.size() - 2);  // the head goes on
    request_ += "Content-Length: " + std::to_string(content.size()) + std::string(end_of_head);
    request_ += content;
  }
  return std::as_bytes(std::span(request_));
}

std::size_t Client::reply_bytes(Script::Kind kind) const {
  return script_.reply_head[kind].size() + date_bytes + script_.reply_rest[kind].size() +
         (kind == Script::get ? script_.items.body_bytes() : 0);
}

Progress Client::on_reply(Bytes reply) {
  Progress progress;
  while (!reply.empty()) {
    if (answered_ == sent_) return {.completed = progress.completed, .wrong = true};
    const Script::Kind asked = kind(item(answered_));
    const std::size_t whole = reply_bytes(asked);
    const Bytes part = reply.first(std::min(reply.size(), whole - offset_));
    if (!matches(asked, part)) return {.completed = progress.completed, .wrong = true};
    reply = reply.subspan(part.size());
    offset_ += part.size();
    if (offset_ == whole) {
      offset_ = 0;
      ++answered_;
      ++progress.completed;
    }
  }
  return progress;
}

// A reply is a head, a date, a rest and, of an item, its body: compares what `part`, which begins at offset_, has of each.
bool Client::matches(Script::Kind kind, Bytes part) {
  const std::string& head = script_.reply_head[kind];
  const std::string& rest = script_.reply_rest[kind];
  std::size_t at = offset_;
  const auto take = [&](std::size_t end) {  // the bytes before `end`
    const Bytes taken = part.first(std::min(part.size(), end - std::min(end, at)));
    part = part.subspan(taken.size());
    at += taken.size();
    return taken;
  };
  const std::size_t date_at = head.size();
  const std::size_t rest_at = date_at + date_bytes;
  const std::size_t body_at = rest_at + rest.size();
  if (at < date_at && !equal(take(date_at), std::string_view(head).substr(offset_))) return false;
  if (at >= date_at && at < rest_at && !part.empty()) {
    const std::size_t from = at - date_at;
    const Bytes taken = take(rest_at);
    std::memcpy(date_.data() + from, taken.data(), taken.size());
    if (at == rest_at && !date_is_good()) return false;
  }
  if (at >= rest_at && at < body_at) {
    const std::size_t from = at - rest_at;
    if (!equal(take(body_at), std::string_view(rest).substr(from))) return false;
  }
  return part.empty() || script_.items.matches(item(answered_), at - body_at, part);
}

// Which second it is, the client cannot know: a date to the letter, and none before the last one, will do.
bool Client::date_is_good() {
  if (date_ == last_date_) return true;
  const auto second = parse_date({date_.data(), date_.size()});
  if (!second || *second < last_second_) return false;
  last_second_ = *second;
  last_date_ = date_;
  return true;
}

}  // namespace workloads::http
