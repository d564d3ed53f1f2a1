#pragma once
// The server's half of an HTTP/1.1 connection: parses with llhttp as the bytes come, answers every complete request.

#include <llhttp.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/http/site.h"
#include "workloads/shapes/stream.h"

namespace workloads::http {

/// Keeps a connection alive as HTTP/1.1 and 1.0 each say, answers pipelined requests in order, skips the content of requests.
/// What is not HTTP, or ambiguous, or too large, is refused with a status, and the connection closed.
class Session final : public StreamSession {
 public:
  explicit Session(const Site& site);
  Reply on_input(Bytes input) override;

 private:
  // Of llhttp's callbacks: 0 goes on; anything else stops the parser.
  using Event = int (Session::*)();
  using Text = int (Session::*)(std::string_view part);
  template <Event event>
  static int on_event(llhttp_t* parser);
  template <Text text>
  static int on_text(llhttp_t* parser, const char* at, std::size_t length);
  static const llhttp_settings_t& settings();

  int target_part(std::string_view part);
  int field_name_part(std::string_view part);
  int field_name_end();
  int field_value_part(std::string_view part);
  int head_end();
  int content_part(std::string_view part);
  int request_end();

  void answer();
  void answer_item(std::uint64_t item);
  void answer_error(Status status);
  int refuse(Status status);
  Status why_not_http(llhttp_errno_t error) const;

  std::byte* room(std::size_t bytes);
  void put(std::string_view text);
  void put_head(std::string_view until_date);

  const Site& site_;
  llhttp_t parser_;
  bool close_ = false;

  // Of the request that is being read.
  std::string target_;
  std::uint64_t name_ = 0;  // the field's name so far, in lower case, while it is short
  std::size_t name_bytes_ = 0;
  std::size_t head_bytes_ = 0;
  std::uint64_t content_bytes_ = 0;
  int fields_ = 0;
  int hosts_ = 0;
  bool expects_ = false;

  // The replies to one input; used_ bytes of reply_, which only grows.
  std::vector<std::byte> reply_;
  std::size_t used_ = 0;
  bool dated_ = false;
  DateText date_;
};

}  // namespace workloads::http
