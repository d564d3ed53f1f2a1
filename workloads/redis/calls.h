#pragma once
// What `gateway` says to Redis and what it makes of the answers: items of numbers, a pop that only time ends, one reply a call.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "workloads/shapes/exchange.h"

namespace workloads::gateway {

/// The items that the server is filled with: gateway:0 … gateway:1023, 16 hexadecimal digits each.
inline constexpr std::uint64_t items = 1024;
/// The value of an item; never one of the outcomes below.
std::uint64_t item_value(std::uint64_t item);

/// MSET of all items; its one reply is +OK.
std::vector<std::byte> fill_command();
/// Appends GET of an item.
void append_get(std::string& to, std::uint64_t item);
/// Appends a blocking pop from a list that does not exist: answered by null when so much time has passed, rounded up to whole microseconds.
void append_slow(std::string& to, std::chrono::nanoseconds after);

/// Judges a reply of RESP2. A Framing.
Framed one_reply(Bytes received);

/// What a call came to, as one word of a gateway's reply: the item's value, or one of these.
enum Outcome : std::uint64_t { failed = 0, late = 1, slow = 2 };
/// Of a call that was answered, with any reply: an error of Redis, or what is no answer to either command, has failed.
std::uint64_t word_of(Bytes reply);

}  // namespace workloads::gateway
