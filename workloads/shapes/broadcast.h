#pragma once
// The shape `broadcast`: a service that passes what a publisher sends on to every subscriber, while none of them waits for another.

#include <cstddef>
#include <cstdint>
#include <memory>

#include "workloads/shapes/stream.h"

namespace workloads {

/// A subscriber for which more than this would wait in the server is disconnected. What the kernel holds for it does not count.
inline constexpr std::size_t most_unsent_bytes = 1 << 20;

/// What a connection's input amounts to.
struct Heard {
  Bytes publishes;          ///< whole messages, in order, for everyone who subscribed before
  Bytes reply;              ///< to this connection, before anything that is published later
  bool subscribes = false;  ///< from now on this connection gets what is published; said once
  bool close = false;       ///< the connection ends
};

/// The server's half of one connection. Never waits, reads no clock; used by one thread at a time.
struct BroadcastSession {
  virtual ~BroadcastSession() = default;
  /// Takes the bytes that arrived, however they were cut. What it returns may alias `input` or the session's own memory: it is valid
  /// until `input`'s memory is reused, the next call, or the session's end.
  virtual Heard on_input(Bytes input) = 0;
};

/// The client's half of a connection that publishes. One thread.
struct BroadcastPublisher {
  virtual ~BroadcastPublisher() = default;
  virtual Bytes introduction() = 0;  ///< what it says first
  /// One more message, no two alike; valid until the next call for any publisher on this thread.
  virtual Bytes next_message() = 0;
};

/// The client's half of a connection that subscribes. One thread.
struct BroadcastSubscriber {
  virtual ~BroadcastSubscriber() = default;
  virtual Bytes introduction() = 0;  ///< what it says first
  /// Checks every byte of what arrived, however it was cut: all messages of one publisher, in order, from any one on.
  virtual Progress on_delivery(Bytes bytes) = 0;
  /// Whether the server has said that it gets what is published from now on.
  virtual bool welcome() const = 0;
  /// The publisher's number, from 1, of the last complete message; 0 before the first.
  virtual std::uint64_t last() const = 0;
};

/// A workload of shape `broadcast`. Outlives what it opens; safe to call from several threads.
struct BroadcastWorkload {
  virtual ~BroadcastWorkload() = default;
  virtual std::unique_ptr<BroadcastSession> open_session() const = 0;
  /// Different seeds give different messages.
  virtual std::unique_ptr<BroadcastPublisher> open_publisher(std::uint64_t seed) const = 0;
  /// Expects the messages of the publisher of this seed.
  virtual std::unique_ptr<BroadcastSubscriber> open_subscriber(std::uint64_t seed) const = 0;
};

/// What a server is given. It owns neither descriptor.
struct BroadcastService {
  int listener;  ///< a listening socket, TCP or Unix; blocking or not as the implementation sets it
  int stop;      ///< becomes readable or hangs up when the server must stop
  const BroadcastWorkload& workload;
  int threads;  ///< loops or workers to run, at least 1, where the implementation can use several
};

/// Serves until told to stop; then closes every connection, joins every thread and returns. Every subscriber gets every message that is
/// published after it has subscribed, each publisher's in order, whatever the others do: one that takes too little is disconnected. A
/// connection whose peer has ended its writing is over, once what it published is passed on.
/// Throws std::system_error for a system call that must not fail.
using ServeBroadcast = void (*)(const BroadcastService&);

}  // namespace workloads
