#pragma once
// What the faulty contestants share: one plain epoll loop, level-triggered, and a place to go wrong.

#include <cstdint>
#include <functional>
#include <span>

#include "workloads/registry.h"

namespace faulty {

/// What becomes of a reply.
enum class Then { send, drop, close };

/// Where a contestant goes wrong. Without any of it the loop is a correct server, but for one thing: it knows nothing of
/// EMFILE, so that it spins when it runs out of descriptors.
struct Fault {
  /// Called with what was received, which it may change, before the session sees it.
  std::function<void(std::span<std::byte> input)> on_input = [](auto) {};
  /// Called with the number of the reply (from 1, over all connections) and its bytes, which it may change.
  std::function<Then(std::uint64_t number, std::span<std::byte> reply)> on_reply = [](auto, auto) { return Then::send; };
  /// Called after the events of one epoll_wait.
  std::function<void()> after_events = [] {};
  bool accepts = true;
  bool heeds_stop = true;
  bool bounded = true;  ///< reads no more from a connection that has replies unsent
};

/// Serves until told to stop, on the caller's thread; `threads` is ignored.
void serve(const workloads::StreamService& service, const Fault& fault);

/// The reply with which faults of one moment strike: late enough that a launch looks well at first.
inline constexpr std::uint64_t moment = 1'000;

}  // namespace faulty
