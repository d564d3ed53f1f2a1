#pragma once
// The client's half of an HTTP/1.1 connection: makes requests, checks every byte of the replies.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "workloads/http/site.h"
#include "workloads/shapes/stream.h"

namespace workloads::http {

/// Shared by all clients of one workload.
struct Script {
  enum Kind { get, head, missing, post };  // of a request
  static constexpr int kinds = 4;

  Script(std::size_t body_bytes, std::size_t padding_bytes, int other_percent);

  Items items;
  int other_percent;                          ///< of the requests: HEAD, an unknown target, or a POST with content, in equal parts
  std::string request_rest;                   ///< from after the target to the end of the head
  std::array<std::string, kinds> reply_head;  ///< up to the date's text
  std::array<std::string, kinds> reply_rest;  ///< from after the date; of `get` without the body
};

/// Request i asks for item mix(seed + i): no two alike, and no reply fits another request.
class Client final : public StreamClient {
 public:
  Client(const Script& script, std::uint64_t seed);
  Bytes next_request() override;
  Progress on_reply(Bytes reply) override;

 private:
  std::uint64_t item(std::uint64_t number) const;
  Script::Kind kind(std::uint64_t item) const;
  std::size_t reply_bytes(Script::Kind kind) const;
  bool matches(Script::Kind kind, Bytes part);
  bool date_is_good();

  const Script& script_;
  std::uint64_t seed_;
  std::uint64_t sent_ = 0;
  std::uint64_t answered_ = 0;
  std::size_t offset_ = 0;  // in the reply that is being checked
  DateText date_ = {};      // of that reply
  DateText last_date_ = {};
  std::int64_t last_second_ = 0;
  std::string request_;
};

}  // namespace workloads::http
