#pragma once
// What both halves of `http` agree on: the targets, the heads of the replies, and what every session of one server shares.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "workloads/http/date.h"
#include "workloads/http/items.h"
#include "workloads/shapes/stream.h"

namespace workloads::http {

enum class Status {
  ok = 200,
  bad_request = 400,
  not_found = 404,
  method_not_allowed = 405,
  content_too_large = 413,
  uri_too_long = 414,
  expectation_failed = 417,
  fields_too_large = 431,
  not_implemented = 501,
  version_not_supported = 505,
};

inline constexpr std::string_view item_prefix = "/item/";  // followed by a decimal number of 64 bits
inline constexpr std::size_t most_head_bytes = 8 * 1024;   // of a target, names and values of fields together
inline constexpr int most_fields = 100;
inline constexpr std::uint64_t most_content_bytes = 1 << 20;  // of a request

/// The head of a reply up to its date's text. A 405 says what is allowed.
std::string head_until_date(Status status, std::size_t content_bytes);

/// What every error reply has for a body: "404 Not Found\n".
std::string error_body(Status status);

/// Shared by the sessions of a server, whichever thread they run on.
struct Site {
  explicit Site(std::size_t body_bytes) : items(body_bytes), ok_head(head_until_date(Status::ok, body_bytes)) {}

  Items items;
  std::string ok_head;
  WallClock clock = [] { return std::int64_t{0}; };
  mutable SharedDate date;
};

}  // namespace workloads::http
