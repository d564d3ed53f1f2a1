#pragma once
// Peers that send, or read, a byte now and then: what a server must hold for them, and what they must not cost the others.

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "harness/load/target.h"
#include "harness/sockets.h"

namespace harness {

/// Senders write a request a byte each `interval`, one peer after the other. Readers write requests until nothing is taken any more
/// (or 32 MiB: who takes more keeps what it cannot send, and that has been shown), then read a byte each `interval`. Nothing waits; used by
/// one thread.
class SlowPeers {
 public:
  enum class Kind { senders, readers };

  /// Connects all; readers fill their connections, which takes some tens of milliseconds. Throws std::system_error, Interrupted.
  SlowPeers(const Address& address, const workloads::ServiceWorkload& workload, Kind kind, int count, std::chrono::nanoseconds interval,
            std::uint64_t seed);
  SlowPeers(const SlowPeers&) = delete;
  ~SlowPeers();

  /// Moves every byte that is due.
  void move(std::uint64_t now_ns);

  /// At full speed: sends what is begun, reads and checks every reply that is due; false if that took more than `patience`.
  bool finish(std::chrono::nanoseconds patience);

  std::uint64_t bytes_moved() const { return bytes_moved_; }    ///< one at a time
  std::uint64_t bytes_unread() const { return bytes_unread_; }  ///< of readers: sent to the server
  const Faults& faults() const { return faults_; }

 private:
  struct Peer;

  bool send_some(Peer& peer, std::size_t at_most);
  bool receive_some(Peer& peer, std::size_t at_most);
  void fill();

  Kind kind_;
  std::uint64_t interval_ns_;
  std::vector<Peer> peers_;
  std::vector<std::byte> buffer_;
  std::uint64_t begun_ns_ = 0;
  std::uint64_t turns_ = 0;  // peers that had their byte, counted on
  std::uint64_t bytes_moved_ = 0;
  std::uint64_t bytes_unread_ = 0;
  Faults faults_;
};

}  // namespace harness
