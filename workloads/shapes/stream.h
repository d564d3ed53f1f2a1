#pragma once
// The shape `stream`: a service that reads bytes from many connections and writes what each connection's session answers.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace workloads {

using Bytes = std::span<const std::byte>;

/// Every implementation reads at most this much at once, into memory of its own.
inline constexpr std::size_t receive_buffer_bytes = 16 * 1024;

/// What to send, and whether the connection ends once it is sent.
struct Reply {
  Bytes bytes;
  bool close = false;
};

/// The server's half of one connection. Never waits, reads no clock; used by one thread at a time.
struct StreamSession {
  virtual ~StreamSession() = default;

  /// Takes the bytes that arrived, however they were cut, and returns what to send now (possibly nothing).
  /// The returned bytes may alias `input` or the session's own memory: they are valid until `input`'s memory is
  /// reused, the next call, or the session's end. The implementation sends them all before it calls again, so a peer that does not
  /// read is not read from either, and memory stays bounded.
  virtual Reply on_input(Bytes input) = 0;
};

/// What reply bytes did to the client's half of a connection.
struct Progress {
  int completed = 0;   ///< replies completed by these bytes
  bool wrong = false;  ///< a byte differs from what the specification demands; the connection is of no more use
  bool heavy = false;  ///< the last of them answered a request that asked for much more than the others
};

/// The client's half of one connection: makes requests, checks replies. One thread; replies come in request order.
struct StreamClient {
  virtual ~StreamClient() = default;

  /// The bytes of one more request, no two alike; valid until the next call for any client on this thread.
  virtual Bytes next_request() = 0;

  /// Checks every byte of what arrived, however it was cut. A reply that no request asked for is wrong.
  virtual Progress on_reply(Bytes reply) = 0;
};

/// The seconds since 1970 (UTC), so cheap that every request may ask; safe to call from several threads.
using WallClock = std::int64_t (*)();

/// What workloads of all services have: the client's half. Outlives every client; safe to call from several threads.
struct ServiceWorkload {
  virtual ~ServiceWorkload() = default;

  /// A workload reads no clock. One whose replies tell the time is lent its server's, before a session is opened; without one it is
  /// always 1970, which keeps tests exact.
  virtual void tell_time_by(WallClock) {}

  /// Different seeds give different requests.
  virtual std::unique_ptr<StreamClient> open_client(std::uint64_t seed) const = 0;
};

/// A workload of shape `stream`: opens both halves of a connection. Outlives both; safe to call from several threads.
struct StreamWorkload : ServiceWorkload {
  virtual std::unique_ptr<StreamSession> open_session() const = 0;
};

/// What a server is given. It owns neither descriptor.
struct StreamService {
  int listener;  ///< a listening socket, TCP or Unix; blocking or not as the implementation sets it
  int stop;      ///< becomes readable or hangs up when the server must stop
  const StreamWorkload& workload;
  int threads;  ///< loops or workers to run, at least 1; thread per connection ignores it
};

/// Serves until told to stop; then closes every connection, joins every thread and returns.
/// What a client does (reset, half-close, silence) never ends it; running out of descriptors refuses connections, no more.
/// Throws std::system_error for a system call that must not fail.
using ServeStream = void (*)(const StreamService&);

}  // namespace workloads
