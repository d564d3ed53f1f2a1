// Requests in, replies out.
#include "workloads/http/session.h"

#include <charconv>
#include <cstring>
#include <optional>

namespace workloads::http {
namespace {

// A short name as one number, so that comparing costs nothing.
constexpr std::uint64_t append(std::uint64_t name, char letter) { return name << 8 | (static_cast<unsigned char>(letter) | 0x20U); }

constexpr std::uint64_t packed(std::string_view name) {
  std::uint64_t value = 0;
  for (const char letter : name) value = append(value, letter);
  return value;
}

constexpr std::uint64_t host_name = packed("host");
constexpr std::uint64_t expect_name = packed("expect");
constexpr std::size_t longest_known_name = 6;

std::optional<std::uint64_t> item_of(std::string_view target) {
  if (target.starts_with("http://")) {  // the absolute form, which every server must take
    const auto path = target.find('/', 7);
    target = path == std::string_view::npos ? "/" : target.substr(path);
  }
  if (!target.starts_with(item_prefix)) return std::nullopt;
  target.remove_prefix(item_prefix.size());
  std::uint64_t item = 0;
  const auto [end, error] = std::from_chars(target.data(), target.data() + target.size(), item);
  if (error != std::errc() || end != target.data() + target.size()) return std::nullopt;
  return item;
}

}  // namespace

template <Session::Event event>
int Session::on_event(llhttp_t* parser) {
  return (static_cast<Session*>(parser->data)->*event)();
}

template <Session::Text text>
int Session::on_text(llhttp_t* parser, const char* at, std::size_t length) {
  return (static_cast<Session*>(parser->data)->*text)(std::string_view(at, length));
}

const llhttp_settings_t& Session::settings() {
  static const llhttp_settings_t all = [] {
    llhttp_settings_t made;
    llhttp_settings_init(&made);
    made.on_url = on_text<&Session::target_part>;
    made.on_header_field = on_text<&Session::field_name_part>;
    made.on_header_field_complete = on_event<&Session::field_name_end>;
    made.on_header_value = on_text<&Session::field_value_part>;
    made.on_headers_complete = on_event<&Session::head_end>;
    made.on_body = on_text<&Session::content_part>;
    made.on_message_complete = on_event<&Session::request_end>;
    return made;
  }();
  return all;
}

Session::Session(const Site& site) : site_(site) {
  llhttp_init(&parser_, HTTP_REQUEST, &settings());
  parser_.data = this;
}

Reply Session::on_input(Bytes input) {
  used_ = 0;
  dated_ = false;
  if (!close_) {
    const auto error = llhttp_execute(&parser_, reinterpret_cast<const char*>(input.data()), input.size());
    if (error != HPE_OK && !close_) refuse(why_not_http(error));
  }
  return {.bytes = Bytes(reply_).first(used_), .close = close_};
}

int Session::target_part(std::string_view part) {
  target_ += part;
  return (head_bytes_ += part.size()) > most_head_bytes ? refuse(Status::uri_too_long) : 0;
}

int Session::field_name_part(std::string_view part) {
  name_bytes_ += part.size();
  if (name_bytes_ <= longest_known_name)
    for (const char letter : part) name_ = append(name_, letter);
  return (head_bytes_ += part.size()) > most_head_bytes ? refuse(Status::fields_too_large) : 0;
}

int Session::field_name_end() {
  if (name_bytes_ == 0) return refuse(Status::bad_request);
  if (name_bytes_ <= longest_known_name) {
    hosts_ += name_ == host_name;
    expects_ = expects_ || name_ == expect_name;
  }
  name_ = 0;
  name_bytes_ = 0;
  return ++fields_ > most_fields ? refuse(Status::fields_too_large) : 0;
}

int Session::field_value_part(std::string_view part) {
  return (head_bytes_ += part.size()) > most_head_bytes ? refuse(Status::fields_too_large) : 0;
}

int Session::head_end() {
  if (parser_.http_major != 1) return refuse(Status::version_not_supported);
  if (hosts_ > 1 || (hosts_ == 0 && parser_.http_minor > 0)) return refuse(Status::bad_request);                  // RFC 9112, 3.2
  if (parser_.http_minor == 0 && (parser_.flags & F_TRANSFER_ENCODING) != 0) return refuse(Status::bad_request);  // and 6.1
  if (expects_) return refuse(Status::expectation_failed);  // what would be sent is not wanted
  if (parser_.content_length > most_content_bytes) return refuse(Status::content_too_large);
  parser_.upgrade = 0;  // an offer that is not taken up
  return 0;
}

int Session::content_part(std::string_view part) {
  return (content_bytes_ += part.size()) > most_content_bytes ? refuse(Status::content_too_large) : 0;
}

int Session::request_end() {
  close_ = llhttp_should_keep_alive(&parser_) == 0;
  answer();
  target_.clear();
  head_bytes_ = 0;
  content_bytes_ = 0;
  fields_ = 0;
  hosts_ = 0;
  return close_ ? HPE_PAUSED : 0;
}

void Session::answer() {
  if (parser_.method != HTTP_GET && parser_.method != HTTP_HEAD) return answer_error(Status::method_not_allowed);
  if (const auto item = item_of(target_)) return answer_item(*item);
  answer_error(Status::not_found);
}

void Session::answer_item(std::uint64_t item) {
  put_head(site_.ok_head);
  if (parser_.method == HTTP_HEAD) return;
  const std::size_t bytes = site_.items.body_bytes();
  site_.items.write(item, std::span(room(bytes), bytes));
  used_ += bytes;
}

void Session::answer_error(Status status) {
  const std::string body = error_body(status);
  put_head(head_until_date(status, body.size()));
  if (parser_.method != HTTP_HEAD) put(body);
}

// Closes, so that nothing that follows is taken for a request.
int Session::refuse(Status status) {
  close_ = true;
  answer_error(status);
  return HPE_USER;
}

Status Session::why_not_http(llhttp_errno_t error) const {
  if (error == HPE_INVALID_VERSION) return Status::version_not_supported;
  if (error != HPE_INVALID_METHOD) return Status::bad_request;
  const char wrong = *llhttp_get_error_pos(&parser_);
  return wrong >= 'A' && wrong <= 'Z' ? Status::not_implemented : Status::bad_request;  // a word that may be some method, or garbage
}

std::byte* Session::room(std::size_t bytes) {
  if (reply_.size() - used_ < bytes) reply_.resize(std::max(2 * reply_.size(), used_ + bytes));
  return reply_.data() + used_;
}

void Session::put(std::string_view text) {
  std::memcpy(room(text.size()), text.data(), text.size());
  used_ += text.size();
}

void Session::put_head(std::string_view until_date) {
  if (!dated_) {
    site_.date.write(site_.clock(), date_);
    dated_ = true;
  }
  put(until_date);
  put({date_.data(), date_.size()});
  if (close_)
    put("\r\nConnection: close\r\n\r\n");
  else
    put(parser_.http_minor == 0 ? "\r\nConnection: keep-alive\r\n\r\n" : "\r\n\r\n");
}

}  // namespace workloads::http
