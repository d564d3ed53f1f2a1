#pragma once
// The bytes of `store`, words in the machine's order: GET is {get, key, tag}, SET {set, key, tag} and the value; a reply is {tag, outcome},
// of a GET that found something and the value. Values of one server are equally long.

#include <array>
#include <cstdint>

#include "workloads/values.h"

namespace workloads::store {

enum Operation : std::uint64_t { get = 0x746567, set = 0x746573 };  // "get", "set"
enum Outcome : std::uint64_t { absent = 0, found = 1, stored = 2 };

struct RequestHead {
  std::uint64_t operation;
  std::uint64_t key;
  std::uint64_t tag;  ///< which the reply repeats
};
struct ReplyHead {
  std::uint64_t tag;
  std::uint64_t outcome;
};

inline constexpr std::uint64_t private_key = std::uint64_t{1} << 63;  // keys from here on belong to one writer each

}  // namespace workloads::store
