// The one map that sessions share.
#include "workloads/store/map.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace workloads::store {

Map::Map(std::size_t keys, const Values& values) : value_bytes_(values.bytes()) {
  values_.reserve(keys);
  for (std::uint64_t key = 0; key < keys; ++key) {
    auto& value = values_[key] = std::make_unique<std::byte[]>(value_bytes_);
    values.write({.key = key}, {value.get(), value_bytes_});
  }
}

void Map::put(std::uint64_t key, std::span<const std::byte> value) {
  auto& place = values_[key];
  if (place == nullptr) place = std::make_unique<std::byte[]>(value_bytes_);
  std::memcpy(place.get(), value.data(), value_bytes_);
}

void Access::claim(Map& map) {
  std::thread::id nobody;
  if (map.user_.compare_exchange_strong(nobody, std::this_thread::get_id(), std::memory_order_relaxed)) return;
  std::fputs(
      "fiveways: sessions that share a map are called by several threads without an exclusion: the implementation must open them with "
      "one\n",
      stderr);
  std::abort();
}

}  // namespace workloads::store
