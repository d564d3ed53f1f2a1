#pragma once
// The one map that the sessions of a server of `store` share, and how they come to it.

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <thread>
#include <unordered_map>

#include "workloads/mix.h"
#include "workloads/shapes/stream.h"
#include "workloads/values.h"

namespace workloads::store {

/// A plain hash map: it does not keep threads apart. Whoever uses it holds an Access.
class Map {
 public:
  /// Keys below `keys` have a value from the beginning.
  Map(std::size_t keys, const Values& values);

  /// The value of a key, or nothing; valid while the Access lives.
  std::span<const std::byte> find(std::uint64_t key) const {
    const auto place = values_.find(key);
    return place == values_.end() ? std::span<const std::byte>{} : std::span<const std::byte>(place->second.get(), value_bytes_);
  }

  /// Sets the value, which has the length of all values, of a key.
  void put(std::uint64_t key, std::span<const std::byte> value);

 private:
  friend class Access;
  struct Hash {
    std::size_t operator()(std::uint64_t key) const { return mix(key); }
  };

  std::size_t value_bytes_;
  std::unordered_map<std::uint64_t, std::unique_ptr<std::byte[]>, Hash> values_;
  std::atomic<std::thread::id> user_ = {};  // the one thread that comes without an exclusion
};

/// One thread's turn with the map. Without an exclusion there must be one thread: a second aborts the process, saying so, before it
/// touches anything.
class Access {
 public:
  Access(Map& map, Exclusion* exclusion) : exclusion_(exclusion) {
    if (exclusion_ != nullptr)
      exclusion_->lock();
    else if (map.user_.load(std::memory_order_relaxed) != std::this_thread::get_id())
      claim(map);
  }
  ~Access() {
    if (exclusion_ != nullptr) exclusion_->unlock();
  }
  Access(const Access&) = delete;
  Access& operator=(const Access&) = delete;

 private:
  static void claim(Map& map);

  Exclusion* exclusion_;
};

}  // namespace workloads::store
