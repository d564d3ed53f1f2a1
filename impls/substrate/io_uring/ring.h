#pragma once
// The ring of the `io_uring` backend: operations go to the kernel a turn of the loop at a time, their completions come back the same way.

#include <liburing.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "impls/substrate/completion.h"
#include "impls/substrate/io_uring/buffers.h"
#include "impls/substrate/posix/descriptor.h"
#include "impls/substrate/posix/sockets.h"

namespace impls::substrate::uring {

/// Why this kernel, or what confines this process, gives no ring that can do what the cells need; empty if it does.
std::string unavailable();

class Stream;
class Pause;

/// What the ring knows of an operation that is no connection's.
struct Operation {
  /// Called by the loop, once, with what the kernel says of it.
  virtual void on_result(int result) = 0;

  std::uint64_t mark() const { return reinterpret_cast<std::uintptr_t>(this) | 2; }

 protected:
  ~Operation() = default;
};

/// One thread's loop: made, run and destroyed on that thread.
class Ring {
 public:
  /// Ends when `stop` becomes readable or hangs up. Neither descriptor is owned, several loops may share both: a
  /// connection that arrives wakes one of them, and calls its `acceptor`.
  Ring(int stop, int listener, Completion& acceptor);
  /// For who has a loop of his own and nothing to accept: he takes turns for as long as he waits for something.
  Ring() = default;
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  /// Runs until stopped. Then every stream finds its connection shut down, as if the peer had left, so that it ends in its
  /// model's own way; returns when the last has.
  void run() {
    while (!stopped_ || is_busy()) turn();
  }
  bool stopped() const { return stopped_; }

  /// One wait, with the calls that it leads to; and whether the kernel has something of ours still, also of a stream that was closed.
  void turn();
  bool is_busy() const { return first_ != nullptr || detached_ > 0; }

  /// How many receives were handed to the kernel so far: one a stream, while each keeps up and no buffer is wanting.
  std::uint64_t receives() const { return receives_; }

  /// `operation` has a result, once, when the descriptor is readable; both must last as long as the ring runs.
  void watch(int descriptor, Operation& operation);

 private:
  friend class Stream;
  friend class Pause;
  struct Kernel : io_uring {
    Kernel();
    ~Kernel();
  };

  io_uring_sqe* next_entry();
  void poll(int descriptor, unsigned events, std::uint64_t mark);
  void cancel(std::uint64_t mark);
  unsigned sends_that_failed();
  void dispatch(unsigned count);
  void arrived_or_stopped(std::uint64_t mark);
  void go_on_with_ready();
  void feed_starved();
  void stop();

  Kernel kernel_;
  Buffers buffers_{kernel_};
  int listener_ = -1;
  Completion* acceptor_ = nullptr;
  Stream* first_ = nullptr;
  Pause* first_pause_ = nullptr;
  std::uint64_t receives_ = 0;
  std::size_t detached_ = 0;     // operations that nobody waits for any more
  std::vector<Stream*> ready_;   // need not wait for the kernel
  std::vector<Stream*> handed_;  // have a send in what is handed over next
  std::vector<Stream*> handed_over_;
  std::vector<Stream*> starved_;  // wait for a buffer to be given back
  unsigned found_no_buffer_ = 0;  // receives of this turn
  bool hurry_ = false;            // one of handed_ goes on as soon as it is sent
  bool stopped_ = false;
};

/// A connection in the loop. One multishot receive stays with the kernel for as long as the model keeps up with it. A send is tried
/// once, when the turn's operations are handed over, and completes silently; only one that does not fit then is one to wait for.
class Stream {
 public:
  /// Ends the stream of a model; the kernel may need a turn of the loop to let it go.
  struct Close {
    void operator()(Stream* stream) const { stream->close(); }
  };
  using Owned = std::unique_ptr<Stream, Close>;

  /// The socket blocks: whether an operation waits is said with the operation.
  static Owned open(Ring& ring, Descriptor socket) { return Owned(new Stream(ring, std::move(socket))); }

  /// Hands bytes over, which must last until the next completion. One wait, for either, must follow.
  void send(Bytes bytes);

  /// `completion` is called, once, when all is sent and `receive` has something to say, or the connection has failed.
  void wait_received(Completion& completion) { wait(Awaited::input, completion); }
  /// `completion` is called, once, when all is sent or the connection has failed.
  void wait_sent(Completion& completion) { wait(Awaited::sent, completion); }

  /// What arrived, in a buffer of the ring: valid until the next completion, or until it is given back.
  Received receive();
  /// Gives the buffer back that the last receive lent, if it lent one.
  void give_back();
  /// Whether all was sent.
  bool sent() const { return !failed_; }

  /// `send`, for bytes that last until they are sent: whether all was, if that is known at once; else one wait_sent must follow.
  std::optional<bool> start_sending(Bytes bytes);

  /// As if the peer had left: whoever waits is called.
  void shut_down();

 private:
  friend class Ring;
  enum class Awaited { nothing, input, sent };
  struct Arrived {
    Buffers::Id buffer;
    std::uint32_t size;
  };
  // A peer of which so much waits to be answered is not read from until it is.
  static constexpr std::size_t most_waiting = 4;

  Stream(Ring& ring, Descriptor socket);
  ~Stream();
  void close();
  void wait(Awaited what, Completion& completion);
  void go_on();
  void start_receiving();
  void stop_receiving();
  io_uring_sqe* start_sending(int flags);
  void on_received(int result, unsigned flags);
  void on_send_ended(int result);
  void on_handed_over();
  std::uint64_t receive_mark() const { return reinterpret_cast<std::uintptr_t>(this); }
  std::uint64_t send_mark() const { return receive_mark() | 1; }

  Ring& ring_;
  Descriptor socket_;
  Completion* completion_ = nullptr;
  Bytes unsent_;
  std::vector<Arrived> arrived_;  // seldom more than one
  int held_ = -1;                 // the buffer that the model reads, and perhaps sends from
  Awaited awaited_ = Awaited::nothing;
  bool ready_ = false;      // in the ring's list
  bool sending_ = false;    // something is handed over
  bool blocked_ = false;    // and did not fit: the kernel says when it is sent
  bool failed_ = false;     // nothing more can be sent
  bool receiving_ = false;  // the kernel has a receive
  bool cancelled_ = false;  // and is told to give it up
  bool ended_ = false;      // nothing more will arrive
  bool closed_ = false;     // by the model
  Stream* next_ = nullptr;
  Stream* previous_ = nullptr;
};

}  // namespace impls::substrate::uring
