#pragma once
// The server's half of a connection of `store`: takes requests however they were cut, answers each from the shared map.

#include <vector>

#include "workloads/store/map.h"
#include "workloads/store/protocol.h"

namespace workloads::store {

/// Every GET and every SET is one Access. What is no request closes the connection.
class Session final : public StreamSession {
 public:
  Session(Map& map, std::size_t value_bytes, Exclusion* exclusion) : map_(map), value_bytes_(value_bytes), exclusion_(exclusion) {}
  Reply on_input(Bytes input) override;

 private:
  std::size_t request_bytes(Bytes so_far) const;
  void answer(Bytes request);
  void put(std::uint64_t tag, Outcome outcome, Bytes value = {});

  Map& map_;
  std::size_t value_bytes_;
  Exclusion* exclusion_;
  std::vector<std::byte> cut_;    // the beginning of a request whose rest has not arrived
  std::vector<std::byte> reply_;  // to one input
};

}  // namespace workloads::store
