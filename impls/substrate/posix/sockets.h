#pragma once
// Reading and writing sockets, the same for every implementation: EINTR, MSG_NOSIGNAL, and what ends a connection.

#include <cstddef>
#include <span>

#include "workloads/shapes/stream.h"

namespace impls::substrate {

using workloads::Bytes;

/// Passes a system call's result on, or throws std::system_error naming the call if it is negative.
int check(int result, const char* call);

/// Whether this error of a connection is a mistake of ours; all others are the peer's or the network's business.
bool is_our_mistake(int error);

/// What one receive brought. Neither bytes nor closed: nothing has arrived yet (non-blocking sockets only).
struct Received {
  Bytes bytes;
  bool closed = false;  ///< the peer ended its half, or the connection failed
};

/// What one send left. An empty rest: all is sent.
struct Sent {
  Bytes rest;
  bool closed = false;  ///< the connection failed; nothing more can be sent
};

/// One recv into `buffer`. Throws std::system_error only for a mistake of ours (a bad descriptor).
Received receive(int socket, std::span<std::byte> buffer);

/// One send. A non-blocking socket may leave a rest; a blocking one too, if it was shut down meanwhile.
Sent send(int socket, Bytes bytes);

/// Sends everything on a blocking socket. False if the connection failed.
bool send_all(int socket, Bytes bytes);

}  // namespace impls::substrate
