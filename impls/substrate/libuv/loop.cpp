// The loop of the `libuv` backend.
#include "impls/substrate/libuv/loop.h"

#include <sys/socket.h>

#include <csignal>
#include <utility>

#include "impls/substrate/libuv/pause.h"

namespace impls::substrate::libuv {
namespace {

uv_buf_t buffer_of(Bytes bytes) {
  return uv_buf_init(const_cast<char*>(reinterpret_cast<const char*>(bytes.data())), static_cast<unsigned>(bytes.size()));
}

uv_handle_t* handle_of(uv_poll_t& poll) { return reinterpret_cast<uv_handle_t*>(&poll); }

}  // namespace

Loop::Loop() { std::signal(SIGPIPE, SIG_IGN); }

Loop::Loop(int stop, int listener, Completion& acceptor) : Loop() {
  acceptor_ = &acceptor;
  check_uv(uv_poll_init(&loop_, &stop_, stop), "uv_poll_init");
  check_uv(uv_poll_init(&loop_, &arrivals_, listener), "uv_poll_init");
  stop_.data = arrivals_.data = this;
  check_uv(uv_poll_start(&stop_, UV_READABLE, [](uv_poll_t* poll, int, int) { static_cast<Loop*>(poll->data)->stop(); }), "uv_poll_start");
  check_uv(uv_poll_start(&arrivals_, UV_READABLE, [](uv_poll_t* poll, int, int) { static_cast<Loop*>(poll->data)->accept(); }),
           "uv_poll_start");
}

void Loop::run() {
  loop_.run();
  if (failure_) std::rethrow_exception(failure_);
}

void Loop::turn() { uv_run(&loop_, UV_RUN_ONCE); }

// No exception may pass through libuv.
void Loop::accept() noexcept {
  try {
    acceptor_->on_complete();
  } catch (...) {
    failure_ = std::current_exception();
    stop();
  }
}

void Loop::stop() {
  if (std::exchange(stopped_, true)) return;
  uv_close(handle_of(stop_), nullptr);
  uv_close(handle_of(arrivals_), nullptr);
  for (Stream* one = first_; one != nullptr; one = one->next_) one->shut_down();
  while (first_pause_ != nullptr) first_pause_->cut_short();
}

Stream::Stream(Loop& loop, int family, Descriptor socket) : loop_(loop) {
  if (family == AF_UNIX) {
    check_uv(uv_pipe_init(&loop.loop_, &handle_.pipe, 0), "uv_pipe_init");
    check_uv(uv_pipe_open(&handle_.pipe, socket.release()), "uv_pipe_open");
  } else {
    check_uv(uv_tcp_init(&loop.loop_, &handle_.tcp), "uv_tcp_init");
    check_uv(uv_tcp_open(&handle_.tcp, socket.release()), "uv_tcp_open");
  }
  handle_.any.data = this;
  next_ = std::exchange(loop_.first_, this);
  if (next_ != nullptr) next_->previous_ = this;
}

void Stream::close() {
  (previous_ != nullptr ? previous_->next_ : loop_.first_) = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
  uv_close(&handle_.any, [](uv_handle_t* handle) { delete static_cast<Stream*>(handle->data); });
}

void Stream::shut_down() {
  uv_os_fd_t socket = -1;
  if (uv_fileno(&handle_.any, &socket) == 0) shutdown(socket, SHUT_RDWR);
}

void Stream::wait_received(Completion& completion) {
  completion_ = &completion;
  if (uv_is_active(&handle_.any) == 0) uv_read_start(&handle_.stream, lend_buffer, on_read);
}

Sent Stream::try_send(Bytes bytes) {
  if (bytes.empty()) return {};
  const uv_buf_t buffer = buffer_of(bytes);
  const int size = uv_try_write(&handle_.stream, &buffer, 1);
  if (size >= 0) return {.rest = bytes.subspan(static_cast<std::size_t>(size))};
  if (size == UV_EAGAIN) return {.rest = bytes};
  return {.closed = true};
}

void Stream::write(Bytes rest) {
  uv_read_stop(&handle_.stream);
  const uv_buf_t buffer = buffer_of(rest);
  request_.data = this;
  check_uv(uv_write(&request_, &handle_.stream, &buffer, 1, on_written), "uv_write");
}

std::optional<bool> Stream::start_sending(Bytes bytes) {
  const Sent sent = try_send(bytes);
  if (sent.closed || sent.rest.empty()) return !sent.closed;
  write(sent.rest);
  return std::nullopt;
}

void Stream::lend_buffer(uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
  Stream& self = *static_cast<Stream*>(handle->data);
  auto& memory = self.loop_.buffer_;
  const std::size_t size = self.completion_ == nullptr ? 0 : memory.size();
  *buffer = uv_buf_init(reinterpret_cast<char*>(memory.data()), static_cast<unsigned>(size));
}

// A model that waits for something else has reading stopped only once something arrives, which it seldom does: stopping and starting
// again would cost every request two system calls.
void Stream::on_read(uv_stream_t* handle, ssize_t size, const uv_buf_t*) {
  if (size == 0) return;  // nothing was there after all
  if (size == UV_ENOBUFS) {
    uv_read_stop(handle);
    return;
  }
  Stream& self = *static_cast<Stream*>(handle->data);
  if (self.completion_ == nullptr) return;  // the end came with what was read last; who waits again finds it again
  if (size > 0)
    self.arrived_ = {.bytes = Bytes(self.loop_.buffer_).first(static_cast<std::size_t>(size))};
  else
    self.arrived_ = {.closed = true};
  std::exchange(self.completion_, nullptr)->on_complete();
}

void Stream::on_written(uv_write_t* request, int status) {
  Stream& self = *static_cast<Stream*>(request->data);
  self.sent_ = status == 0;
  std::exchange(self.completion_, nullptr)->on_complete();
}

}  // namespace impls::substrate::libuv
