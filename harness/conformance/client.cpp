// A client that checks every byte of every reply. Its socket is blocking; every wait is a poll with a time limit.
#include "harness/conformance/client.h"

#include <fmt/core.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>

#include "harness/errors.h"

namespace harness::conformance {

Client::Client(Descriptor socket, std::unique_ptr<workloads::StreamClient> session, std::chrono::milliseconds patience)
    : socket_(std::move(socket)), session_(std::move(session)), patience_(patience) {}

std::string Client::so_far(std::string_view what) const { return fmt::format("{} ({} of {} requests answered)", what, answered_, made_); }

void Client::wait_for(short events) {
  pollfd wait{.fd = socket_.get(), .events = events, .revents = 0};
  if (check(poll(&wait, 1, static_cast<int>(patience_.count())), "poll") == 0)
    throw Broken(so_far(fmt::format("nothing moved for {} ms", patience_.count())));
}

void Client::queue(int requests) {
  queued_.erase(queued_.begin(), queued_.begin() + static_cast<std::ptrdiff_t>(written_));
  written_ = 0;
  for (int i = 0; i < requests; ++i) {
    const auto request = session_->next_request();
    queued_.insert(queued_.end(), request.begin(), request.end());
  }
  made_ += requests;
}

std::size_t Client::write_some() {
  if (written_ == queued_.size()) return 0;
  const ssize_t count = send(socket_.get(), queued_.data() + written_, queued_.size() - written_, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
  if (count < 0 && (errno == EPIPE || errno == ECONNRESET)) throw EndedEarly(so_far("the server closed the connection too early"));
  check(count, "send");
  written_ += static_cast<std::size_t>(count);
  return static_cast<std::size_t>(count);
}

bool Client::read_some(std::size_t limit) {
  std::array<std::byte, 64 * 1024> buffer;
  const ssize_t count = recv(socket_.get(), buffer.data(), std::min(limit, buffer.size()), MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (count < 0 && errno == ECONNRESET) throw EndedEarly(so_far("the server reset the connection"));
  check(count, "recv");
  if (count == 0) {
    if (answered_ != made_) throw EndedEarly(so_far("the server closed the connection too early"));
    ended_ = true;
    return true;
  }
  const auto progress = session_->on_reply(std::span(buffer).first(static_cast<std::size_t>(count)));
  answered_ += progress.completed;
  if (progress.wrong) throw Broken(so_far("a reply has a wrong byte"));
  return true;
}

void Client::finish() {
  while (answered_ != made_) {
    const bool wrote = write_some() > 0;
    const bool read = read_some();
    if (!wrote && !read) wait_for(static_cast<short>(written_ == queued_.size() ? POLLIN : POLLIN | POLLOUT));
  }
}

void Client::write_all() {
  while (written_ != queued_.size()) {
    const bool wrote = write_some() > 0;
    const bool read = read_some();
    if (!wrote && !read) wait_for(POLLIN | POLLOUT);
  }
}

void Client::exchange(int requests) {
  queue(requests);
  finish();
}

std::size_t Client::write_until_refused(std::size_t most, std::chrono::milliseconds quiet) {
  constexpr int batch = 256;
  std::size_t total = 0;
  while (total < most) {
    if (written_ == queued_.size()) queue(batch);
    if (const std::size_t count = write_some()) {
      total += count;
      continue;
    }
    pollfd wait{.fd = socket_.get(), .events = POLLOUT, .revents = 0};
    if (check(poll(&wait, 1, static_cast<int>(quiet.count())), "poll") == 0) return total;
  }
  throw Broken(fmt::format("the server took {} MiB from a client that reads no reply", most >> 20));
}

void Client::write_one_byte() {
  wait_for(POLLOUT);
  if (send(socket_.get(), queued_.data() + written_, 1, MSG_NOSIGNAL) < 0) {
    if (errno == EPIPE || errno == ECONNRESET) throw EndedEarly(so_far("the server closed the connection too early"));
    throw_errno("send");
  }
  ++written_;
}

void Client::trickle() {
  while (written_ != queued_.size()) {
    write_one_byte();
    // A server that answers by the byte meets each one alone; one that waits for the request costs a millisecond a byte here.
    pollfd wait{.fd = socket_.get(), .events = POLLIN, .revents = 0};
    if (check(poll(&wait, 1, 1), "poll") > 0) read_some(1);
  }
  while (answered_ != made_)
    if (!read_some(1)) wait_for(POLLIN);
}

void Client::end_writing() { check(shutdown(socket_.get(), SHUT_WR), "shutdown"); }

void Client::expect_end() {
  while (!ended_)
    if (!read_some()) wait_for(POLLIN);
}

void Client::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  check(setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), "setsockopt SO_LINGER");
  socket_.reset();
}

void finish_all(std::vector<Client>& clients) {
  for (Client& client : clients) client.write_some();
  for (Client& client : clients) client.finish();
}

}  // namespace harness::conformance
