#pragma once
// The loop of the `libuv` backend: one uv_read_start a connection, uv_try_write first, uv_write for what does not fit.

#include <uv.h>

#include <array>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>

#include "impls/substrate/completion.h"
#include "impls/substrate/libuv/bare_loop.h"
#include "impls/substrate/posix/descriptor.h"
#include "impls/substrate/posix/sockets.h"

namespace impls::substrate::libuv {

class Stream;
class Pause;

/// One thread's loop. All members are for the thread that runs it.
class Loop {
 public:
  /// Ends when `stop` becomes readable or hangs up. Neither descriptor is owned, several loops may share both: a
  /// connection that arrives wakes them all, and calls their `acceptor`. Has the process ignore SIGPIPE, as libuv asks for.
  Loop(int stop, int listener, Completion& acceptor);
  /// For who has a loop of his own and nothing to accept: he takes turns for as long as he waits for something, and runs it in the
  /// end, until every stream that he closed has let go.
  Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Runs until stopped. Then every stream finds its connection shut down, as if the peer had left, so that it ends in its
  /// model's own way; returns when the last has. Throws what the acceptor threw.
  void run();
  bool stopped() const { return stopped_; }

  /// One wait, with the calls that it leads to. Those may not throw.
  void turn();

 private:
  friend class Stream;
  friend class Pause;
  friend class Work;
  void accept() noexcept;
  void stop();

  BareLoop loop_;
  uv_poll_t stop_;
  uv_poll_t arrivals_;
  Completion* acceptor_ = nullptr;
  std::exception_ptr failure_;
  bool stopped_ = false;
  Stream* first_ = nullptr;
  Pause* first_pause_ = nullptr;
  std::array<std::byte, workloads::receive_buffer_bytes> buffer_;
};

/// A connection in the loop, of either address family.
class Stream {
 public:
  /// Ends the stream of a model; libuv lets its handle go at the end of the turn.
  struct Close {
    void operator()(Stream* stream) const { stream->close(); }
  };
  using Owned = std::unique_ptr<Stream, Close>;

  static Owned open(Loop& loop, int family, Descriptor socket) { return Owned(new Stream(loop, family, std::move(socket))); }

  /// `completion` is called, once, when `receive` has something to say. While nobody waits for it, nothing is read.
  void wait_received(Completion& completion);
  /// What arrived, in the loop's one buffer: valid until the completion returns.
  Received receive() { return arrived_; }

  /// uv_try_write. What it leaves is for `write`.
  Sent try_send(Bytes bytes);
  /// uv_write; the bytes must last until it is sent. One wait_sent must follow: nothing is read meanwhile.
  void write(Bytes rest);
  /// `completion` is called, once, when what was written is sent or the connection has failed.
  void wait_sent(Completion& completion) { completion_ = &completion; }
  bool sent() { return sent_; }

  /// Both, for bytes that last until they are sent: whether all was, if that is known at once; else one wait_sent must follow.
  std::optional<bool> start_sending(Bytes bytes);

  /// As if the peer had left: whoever waits is called by a later turn.
  void shut_down();

 private:
  friend class Loop;
  union Handle {
    uv_handle_t any;
    uv_stream_t stream;
    uv_tcp_t tcp;
    uv_pipe_t pipe;
  };

  Stream(Loop& loop, int family, Descriptor socket);
  ~Stream() = default;
  void close();
  static void lend_buffer(uv_handle_t* handle, std::size_t, uv_buf_t* buffer);
  static void on_read(uv_stream_t* handle, ssize_t size, const uv_buf_t* buffer);
  static void on_written(uv_write_t* request, int status);

  Loop& loop_;
  Handle handle_;
  uv_write_t request_;
  Completion* completion_ = nullptr;
  Received arrived_;
  bool sent_ = false;
  Stream* next_ = nullptr;
  Stream* previous_ = nullptr;
};

}  // namespace impls::substrate::libuv
