#pragma once
// One poller hands connections that are ready to a fixed set of workers, whose calls may block.

#include <sys/epoll.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>

#include "impls/substrate/posix/handoff.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/sockets.h"

namespace impls::substrate {

/// What becomes of a connection when it is ready. One worker at a time, not always the same.
struct Handed {
  enum class Awaits : std::uint32_t { input = EPOLLIN, room = EPOLLOUT };

  virtual ~Handed() = default;
  /// What to be woken for next; nothing ends the connection. On a blocking socket, whose sends give up after 10 ms without progress: a
  /// reader that takes nothing gives its worker back, and waits for room with the poller.
  virtual std::optional<Awaits> on_ready(int socket, std::span<std::byte> buffer) = 0;
};

/// Serves until `stop` is readable or hangs up: then every connection is shut down, which ends what the workers are blocked in.
class ReadyWorkers {
 public:
  using Open = std::function<std::unique_ptr<Handed>()>;

  ReadyWorkers(int listener, int stop, Open open);

  /// On the calling thread and `workers` - 1 more, and one that polls and accepts.
  void run(int workers);

 private:
  struct Connection {
    Descriptor socket;
    std::unique_ptr<Handed> handed;
    std::list<Connection>::iterator self = {};
    // What it is armed for. Released before it is armed, acquired by the worker that is woken for it: the way to that worker
    // leads through the kernel, which orders what the two of them do to a connection, but not in the eyes of C++.
    std::atomic<Handed::Awaits> awaited = Handed::Awaits::input;
  };

  void poll();
  void work();
  void stop();
  void accept();
  void await(Connection& connection, Handed::Awaits awaited);
  void end(Connection& connection);
  void arm(int operation, int descriptor, std::uint32_t interest, void* pointer);

  Open open_;
  int listening_;
  Listener listener_;
  Descriptor epoll_;
  Handoff<Connection*> ready_;
  std::mutex mutex_;
  std::list<Connection> connections_;
};

}  // namespace impls::substrate
