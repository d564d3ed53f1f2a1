#pragma once
// The reactor of the `epoll` backend. It knows one intrusive node, the Waiter; where a model keeps it is the model's affair.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "impls/substrate/epoll/timers.h"
#include "impls/substrate/posix/descriptor.h"
#include "impls/substrate/posix/sockets.h"
#include "impls/substrate/waiter.h"

struct epoll_event;

namespace impls::substrate {

class Stream;

/// One thread's loop: level-triggered epoll. All members are for the thread that runs it.
class Reactor {
 public:
  /// Ends when `stop` becomes readable or hangs up. Neither descriptor is owned, several loops may share both: a
  /// connection that arrives wakes one of them, and calls its `acceptor`.
  Reactor(int stop, int listener, Waiter& acceptor);
  /// For who has a loop of his own and nothing to accept: he takes turns for as long as he waits for something.
  Reactor();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  /// Runs until stopped. Then every stream finds its connection shut down, as if the peer had left, and every deadline has come, so that
  /// each ends in its model's own way; returns when the last stream has.
  void run() {
    while (runs()) turn();
  }

  /// For who has a loop of his own: whether there is something to wait for, and one wait, with the calls that it leads to. Once
  /// stopped, no stream may be added.
  bool runs() const { return !stopped_ || first_ != nullptr; }
  bool stopped() const { return stopped_; }
  void turn();

  /// `waiter` is called, each time round the loop, while a descriptor is readable that both outlive the loop.
  void watch(int descriptor, Waiter& waiter);

  /// Deadlines, which a turn wakes for and keeps after what the sockets brought: never early, late by what the kernel's timerfd
  /// and the turn before it take.
  Timers& timers() { return timers_; }

 private:
  friend class Stream;
  void stop();
  void set_alarm();
  void fire_all();
  static void on_ready(Stream& stream);
  void forget(const Stream& stream);

  Descriptor epoll_;
  int listener_ = -1;
  Waiter* acceptor_ = nullptr;
  Timers timers_;
  Descriptor alarm_;  // a timerfd, made when the first deadline is waited for
  Timers::Time alarm_at_ = Timers::Time::max();
  Stream* first_ = nullptr;
  bool stopped_ = false;
  std::span<epoll_event> pending_;  // of this turn, not looked at yet
  std::array<std::byte, workloads::receive_buffer_bytes> buffer_;
};

/// A connection in the loop. Registered once: waiting to read costs no system call, waiting to write changes what epoll
/// reports, and waiting to read again changes it back. So does waiting for nothing, once something happens meanwhile.
class Stream {
 public:
  Stream(Reactor& reactor, Descriptor socket);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// `waiter` is called, each time round the loop, while the socket is ready.
  void wait_readable(Waiter& waiter);
  void wait_writable(Waiter& waiter);
  /// Nobody is called, not even if the connection fails.
  void wait_nothing() { waiter_ = nullptr; }
  /// As if the peer had left: whoever waits is called by a later turn.
  void shut_down();

  /// What arrived, in the loop's one buffer: valid until any stream of the loop receives.
  Received receive() { return substrate::receive(socket_.get(), reactor_.buffer_); }
  Sent send(Bytes bytes) { return substrate::send(socket_.get(), bytes); }

  /// Before it ends, if its descriptor is not the only one of its open file: what epoll watches is the file, until all are closed.
  void stop_watching();

 private:
  friend class Reactor;
  void change(std::uint32_t interest);

  Reactor& reactor_;
  Descriptor socket_;
  std::uint32_t interest_;
  Waiter* waiter_ = nullptr;
  Stream* next_ = nullptr;
  Stream* previous_ = nullptr;
};

}  // namespace impls::substrate
