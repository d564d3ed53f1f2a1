#pragma once
// The client's half of a connection of `store`: makes requests, and holds every reply to what one client can know.

#include <array>
#include <vector>

#include "workloads/shapes/stream.h"
#include "workloads/store/keys.h"
#include "workloads/store/protocol.h"
#include "workloads/values.h"

namespace workloads::store {

/// Shared by all clients of one workload.
struct Script {
  Keys keys;
  Values values;
  int set_percent;
  static constexpr int one_private_in = 16;  ///< requests: these are for a key that only this client sets
};

/// What one client knows about the values of keys that others set too: which it met last, and which before. It forgets: one key takes
/// another's place.
class Memory {
 public:
  explicit Memory(std::uint64_t self) : self_(self) {}

  /// A GET found this. False if the map went back: to a value that was overwritten before this client asked.
  bool see(const ValueId& id);
  /// A SET of this client was answered.
  void wrote(const ValueId& id);

 private:
  struct Place {
    ValueId now{.key = private_key};  // which stands for none
    ValueId before{};
  };
  Place& place_of(std::uint64_t key);

  std::uint64_t self_;
  std::array<Place, 32> places_;
};

/// Request n carries the tag mix(seed + n): no two alike, and a SET writes value n of this writer.
class Client final : public StreamClient {
 public:
  Client(const Script& script, std::uint64_t seed);
  Bytes next_request() override;
  Progress on_reply(Bytes reply) override;

 private:
  struct Request {
    Operation operation;
    std::uint64_t key;
    std::uint64_t tag;
  };
  Request request(std::uint64_t number) const;
  std::size_t reply_bytes(Bytes so_far) const;
  bool is_right(Bytes reply);

  const Script& script_;
  std::uint64_t seed_;
  std::uint64_t writer_;  // and its private key
  std::uint64_t sent_ = 0;
  std::uint64_t answered_ = 0;
  std::uint64_t private_sequence_ = 0;  // of the last answered SET of the private key; 0: none yet
  Memory memory_;
  std::vector<std::byte> cut_;  // the beginning of a reply whose rest has not arrived
};

}  // namespace workloads::store
