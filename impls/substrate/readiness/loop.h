#pragma once
// The loop of the textbook's backends (`select`, `poll`, `sigio`): all but the call that learns which descriptors are ready.

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/sockets.h"
#include "impls/substrate/waiter.h"

namespace impls::substrate::readiness {

enum class Interest { readable, writable };

/// How a loop learns which descriptors are ready; what a cell of such a backend brings along. One thread.
class Poller {
 public:
  virtual ~Poller() = default;

  /// Adds a descriptor, or changes what is awaited of it. As long as it is ready for that, each wait must say so.
  virtual void watch(int descriptor, Interest interest) = 0;
  /// Adds one that other loops watch too, for reading.
  virtual void watch_shared(int descriptor) { watch(descriptor, Interest::readable); }
  /// Before a descriptor is closed, or when it is of no more interest.
  virtual void forget(int descriptor) = 0;

  /// Blocks until some are ready, and adds them to `ready`.
  virtual void wait(std::vector<int>& ready) = 0;
};

class Stream;

/// What a model does with a new connection, on its loop's thread. What it makes must end when the stream is shut down.
using OpenStream = void (*)(std::unique_ptr<Stream>, std::unique_ptr<workloads::StreamSession>);

/// One thread's loop. All members are for the thread that runs it.
class Loop {
 public:
  /// Accepts while it has fewer than `most` streams. Shares the service's descriptors with other loops.
  Loop(const workloads::StreamService& service, Poller& poller, OpenStream open, std::size_t most);

  /// Runs until stopped; then every stream finds its connection shut down, as if the peer had left, and the loop returns when the last
  /// has ended.
  void run();

 private:
  friend class Stream;
  void accept();
  void stop();
  void listen_if_not_full();

  const workloads::StreamService& service_;
  Poller& poller_;
  OpenStream open_;
  std::size_t most_;
  Listener listener_;
  bool listening_ = false;
  bool stopped_ = false;
  std::vector<Stream*> streams_;  // by descriptor
  std::size_t count_ = 0;
  std::array<std::byte, workloads::receive_buffer_bytes> buffer_;
};

/// A connection in the loop. Whenever the loop runs it must be waiting for one of the two.
class Stream {
 public:
  Stream(Loop& loop, Descriptor socket);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// `waiter` is called, each time round the loop, while the socket is ready.
  void wait_readable(Waiter& waiter) { wait(Interest::readable, waiter); }
  void wait_writable(Waiter& waiter) { wait(Interest::writable, waiter); }

  /// What arrived, in the loop's one buffer: valid until any stream of the loop receives.
  Received receive() { return substrate::receive(socket_.get(), loop_.buffer_); }
  Sent send(Bytes bytes) { return substrate::send(socket_.get(), bytes); }

 private:
  friend class Loop;
  void wait(Interest interest, Waiter& waiter);

  Loop& loop_;
  Descriptor socket_;
  Interest interest_ = Interest::readable;
  Waiter* waiter_ = nullptr;
};

}  // namespace impls::substrate::readiness
