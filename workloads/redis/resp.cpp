// Commands to bytes, bytes to replies. Not hiredis's reader, which allocates an object a reply and copies what it is fed into one buffer
// more: that cost would stand in every number.
#include "workloads/redis/resp.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace workloads::resp {
namespace {

constexpr std::string_view end_of_line = "\r\n";
constexpr std::string_view types = "+-:$*";

void append_number(std::string& to, char type, std::size_t number) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  to += type;
  to.append(digits.data(), end);
  to += end_of_line;
}

std::optional<std::int64_t> number_in(std::string_view digits) {
  if (digits.starts_with("+")) digits.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

}  // namespace

void append_command(std::string& to, std::span<const std::string_view> parts) {
  append_number(to, '*', parts.size());
  for (const std::string_view part : parts) {
    append_number(to, '$', part.size());
    to += part;
    to += end_of_line;
  }
}

Parser::Fed Parser::feed(std::span<const std::byte> bytes) {
  const std::string_view given(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::string_view rest = given;
  const auto fed = [&](State state) { return Fed{.state = state, .used = given.size() - rest.size()}; };
  const auto fail = [&] {
    expects_ = Expects::nothing;
    return fed(State::garbage);
  };
  if (expects_ == Expects::nothing) return fail();
  if (expects_ == Expects::next_reply) {
    values_.clear();
    text_.clear();
    expects_ = Expects::head;
  }
  while (!rest.empty()) {
    if (expects_ == Expects::text) {
      const std::string_view part = rest.substr(0, text_left_);
      rest.remove_prefix(part.size());
      text_left_ -= part.size();
      if (!add_text(part)) return fail();
      if (text_left_ == 0) expects_ = Expects::end_of_text;
      continue;
    }
    // A line: a head, or the empty one after a text.
    if (expects_ == Expects::head && cut_.empty() && types.find(rest.front()) == types.npos) return fail();
    const std::size_t end = rest.find('\n');
    const std::string_view part = rest.substr(0, end == rest.npos ? end : end + 1);
    rest.remove_prefix(part.size());
    const bool too_long = cut_.size() + part.size() > 1 + limits_.text_bytes + end_of_line.size();
    if (too_long) return fail();
    if (end == rest.npos || !cut_.empty()) cut_ += part;
    if (end == rest.npos) break;
    const std::string_view line = cut_.empty() ? part : std::string_view(cut_);
    if (line.find(end_of_line.front()) != line.size() - end_of_line.size()) return fail();
    if (expects_ == Expects::end_of_text) {
      if (line != end_of_line) return fail();
      end_value();
    } else if (!take_head(line.substr(0, line.size() - end_of_line.size()))) {
      return fail();
    }
    cut_.clear();
    if (expects_ == Expects::next_reply) return fed(State::complete);
  }
  return fed(State::more);
}

bool Parser::take_head(std::string_view line) {
  const std::string_view rest = line.substr(1);
  switch (line.front()) {
    case '$':
      return take_length(rest);
    case '*':
      return take_elements(rest);
    case ':':
      if (const auto number = number_in(rest); !number || !begin_value(Type::integer, *number)) return false;
      break;
    default:
      if (!begin_value(line.front() == '+' ? Type::simple : Type::error) || !add_text(rest)) return false;
  }
  end_value();
  return true;
}

bool Parser::take_length(std::string_view digits) {
  const auto bytes = number_in(digits);
  if (!bytes || *bytes < -1 || !begin_value(*bytes < 0 ? Type::null : Type::bulk)) return false;
  if (*bytes < 0) {
    end_value();
    return true;
  }
  text_left_ = static_cast<std::size_t>(*bytes);
  expects_ = text_left_ == 0 ? Expects::end_of_text : Expects::text;
  return text_left_ <= limits_.text_bytes - text_.size();
}

bool Parser::take_elements(std::string_view digits) {
  const auto elements = number_in(digits);
  if (!elements || *elements < -1) return false;
  if (!(*elements < 0 ? begin_value(Type::null) : begin_value(Type::array, *elements))) return false;
  if (*elements <= 0) {
    end_value();
    return true;
  }
  if (depth_ == most_nested || static_cast<std::size_t>(*elements) > limits_.values - values_.size()) return false;
  elements_left_[depth_++] = *elements;
  return true;
}

bool Parser::begin_value(Type type, std::int64_t integer) {
  if (values_.size() == limits_.values) return false;
  values_.push_back({.type = type, .integer = integer, .text_at = text_.size()});
  return true;
}

bool Parser::add_text(std::string_view part) {
  if (part.size() > limits_.text_bytes - text_.size()) return false;
  text_ += part;
  values_.back().text_bytes += part.size();
  return true;
}

// A value that is the last of its array ends that too.
void Parser::end_value() {
  while (depth_ > 0 && --elements_left_[depth_ - 1] == 0) --depth_;
  expects_ = depth_ == 0 ? Expects::next_reply : Expects::head;
}

}  // namespace workloads::resp
