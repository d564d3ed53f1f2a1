// A connection in the loop of the `io_uring` backend.
#include <sys/socket.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "impls/substrate/io_uring/ring.h"

namespace impls::substrate::uring {

Stream::Stream(Ring& ring, Descriptor socket) : ring_(ring), socket_(std::move(socket)) {
  next_ = std::exchange(ring_.first_, this);
  if (next_ != nullptr) next_->previous_ = this;
}

Stream::~Stream() {
  (previous_ != nullptr ? previous_->next_ : ring_.first_) = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
}

void Stream::send(Bytes bytes) {
  if (bytes.empty()) return;
  unsent_ = bytes;
  sending_ = true;
  start_sending(MSG_DONTWAIT)->flags |= IOSQE_CQE_SKIP_SUCCESS;
  ring_.handed_.push_back(this);
}

std::optional<bool> Stream::start_sending(Bytes bytes) {
  if (bytes.empty()) return true;
  send(bytes);
  return std::nullopt;
}

void Stream::shut_down() { shutdown(socket_.get(), SHUT_RDWR); }

void Stream::wait(Awaited what, Completion& completion) {
  completion_ = &completion;
  awaited_ = what;
  const bool soon = what == Awaited::sent || !arrived_.empty() || ended_ || failed_;
  if (sending_) {
    ring_.hurry_ |= soon || !receiving_;  // a send that succeeds wakes nobody
  } else if (soon) {
    ready_ = true;
    ring_.ready_.push_back(this);
  } else {
    go_on();
  }
}

// Completes what the model waits for if it is there, else sees to it that it will come.
void Stream::go_on() {
  if (awaited_ == Awaited::nothing) return;
  give_back();
  if (awaited_ == Awaited::input && arrived_.empty() && !ended_ && !failed_) {
    if (!receiving_) ring_.buffers_.any() ? start_receiving() : ring_.starved_.push_back(this);
    return;
  }
  awaited_ = Awaited::nothing;
  completion_->on_complete();
}

Received Stream::receive() {
  if (failed_ || arrived_.empty()) return {.closed = true};
  const Arrived first = arrived_.front();
  arrived_.erase(arrived_.begin());
  held_ = first.buffer;
  return {.bytes = Bytes(ring_.buffers_.at(first.buffer), first.size)};
}

void Stream::close() {
  if (ready_) std::erase(ring_.ready_, this);
  give_back();
  for (const Arrived& one : arrived_) ring_.buffers_.give_back(one.buffer);
  if (!receiving_) {
    delete this;
    return;
  }
  closed_ = true;
  stop_receiving();
}

void Stream::start_receiving() {
  receiving_ = true;
  ++ring_.receives_;
  io_uring_sqe* const entry = ring_.next_entry();
  io_uring_prep_recv_multishot(entry, socket_.get(), nullptr, 0, 0);
  entry->user_data = receive_mark();
  entry->flags |= IOSQE_BUFFER_SELECT;
  entry->buf_group = Buffers::group;
}

void Stream::stop_receiving() {
  if (!std::exchange(cancelled_, true)) ring_.cancel(receive_mark());
}

io_uring_sqe* Stream::start_sending(int flags) {
  io_uring_sqe* const entry = ring_.next_entry();
  io_uring_prep_send(entry, socket_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL | MSG_WAITALL | flags);
  entry->user_data = send_mark();
  return entry;
}

void Stream::on_received(int result, unsigned flags) {
  if ((flags & IORING_CQE_F_BUFFER) != 0) {
    ring_.buffers_.taken();
    const auto buffer = static_cast<Buffers::Id>(flags >> IORING_CQE_BUFFER_SHIFT);
    if (result > 0 && !closed_)
      arrived_.push_back({.buffer = buffer, .size = static_cast<std::uint32_t>(result)});
    else
      ring_.buffers_.give_back(buffer);
  }
  if ((flags & IORING_CQE_F_MORE) == 0) receiving_ = cancelled_ = false;
  if (closed_) {
    if (!receiving_) delete this;
    return;
  }
  if (result < 0 && is_our_mistake(-result)) throw std::system_error(-result, std::generic_category(), "recv");
  ring_.found_no_buffer_ += result == -ENOBUFS ? 1 : 0;
  if (result <= 0 && result != -ENOBUFS && result != -ECANCELED && result != -EINTR) ended_ = true;
  if (receiving_ && arrived_.size() >= most_waiting) stop_receiving();
  if (sending_)
    ring_.hurry_ |= !blocked_;
  else if (!ready_)
    go_on();
}

// With MSG_WAITALL a send that left a rest counts as one that failed, so that it is reported too.
void Stream::on_send_ended(int result) {
  if (result < 0 && is_our_mistake(-result)) throw std::system_error(-result, std::generic_category(), "send");
  if (result > 0) unsent_ = unsent_.subspan(static_cast<std::size_t>(result));
  failed_ = result < 0 && result != -EAGAIN && result != -EINTR;
  const bool was_blocked = blocked_;
  blocked_ = !failed_ && !unsent_.empty();
  if (blocked_) {
    start_sending(0);
  } else if (was_blocked) {
    sending_ = false;
    go_on();
  }
}

void Stream::on_handed_over() {
  if (blocked_) return;
  sending_ = false;
  go_on();
}

void Stream::give_back() {
  if (held_ >= 0) ring_.buffers_.give_back(static_cast<Buffers::Id>(std::exchange(held_, -1)));
}

}  // namespace impls::substrate::uring
