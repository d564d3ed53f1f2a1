#pragma once
// A client that checks every byte of every reply, and gives up with a sentence instead of waiting for ever.

#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "harness/descriptor.h"
#include "workloads/shapes/stream.h"

namespace harness::conformance {

/// The server did not do what is demanded; the message is the sentence that says so. It never leaves conformance/.
struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The server ended the connection, by an end of stream or a reset, before every request was answered.
struct EndedEarly : Broken {
  using Broken::Broken;
};

/// One connection. Used by one thread. Every member throws Broken when nothing moves for `patience`, a byte is wrong, or the
/// connection ends where it must not; std::system_error for a system call that must not fail.
class Client {
 public:
  Client(Descriptor socket, std::unique_ptr<workloads::StreamClient> session, std::chrono::milliseconds patience);

  int descriptor() const { return socket_.get(); }

  /// Makes `requests` more, to be written by what follows.
  void queue(int requests);

  /// Writes what is queued and reads, both as far as they go, until every request made is answered.
  void finish();

  /// Writes all that is queued, reading what comes meanwhile.
  void write_all();

  /// queue, then finish.
  void exchange(int requests = 1);

  /// Writes as much of what is queued as the socket takes at once; never reads. Returns the bytes written.
  std::size_t write_some();

  /// Reads what has come, at most `limit` bytes; false if nothing had. Never writes.
  bool read_some(std::size_t limit = 64 * 1024);

  /// Writes requests without reading until the socket has taken nothing for `quiet`. Broken after `most` bytes.
  std::size_t write_until_refused(std::size_t most, std::chrono::milliseconds quiet);

  /// Writes one byte of what is queued, waiting until the socket takes it.
  void write_one_byte();

  /// Writes what is queued one byte a call, and reads replies one byte a call.
  void trickle();

  /// Shuts down the writing half.
  void end_writing();

  /// Reads to the end of the stream, which must come, and not before every request made is answered.
  void expect_end();

  /// Closes at once by a reset, whatever is under way (on a Unix socket unread bytes do the same).
  void reset();

 private:
  std::string so_far(std::string_view what) const;
  void wait_for(short events);

  Descriptor socket_;
  std::unique_ptr<workloads::StreamClient> session_;
  std::chrono::milliseconds patience_;
  std::vector<std::byte> queued_;
  std::size_t written_ = 0;  // of queued_
  int made_ = 0;
  int answered_ = 0;
  bool ended_ = false;
};

/// Writes what every client has queued, then finishes one after another: the server must serve those that wait.
void finish_all(std::vector<Client>& clients);

}  // namespace harness::conformance
