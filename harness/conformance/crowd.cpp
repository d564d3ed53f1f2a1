// Publishers and subscribers that check every byte.
#include "harness/conformance/crowd.h"

#include <fmt/core.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "harness/commands/lookup.h"
#include "harness/errors.h"

namespace harness::conformance {

Publisher::Publisher(Descriptor socket, std::unique_ptr<workloads::BroadcastPublisher> session)
    : socket_(std::move(socket)), session_(std::move(session)) {
  const auto introduction = session_->introduction();
  queued_.assign(introduction.begin(), introduction.end());
}

void Publisher::queue(std::uint64_t messages) {
  queued_.erase(queued_.begin(), queued_.begin() + static_cast<std::ptrdiff_t>(written_));
  written_ = 0;
  for (std::uint64_t i = 0; i < messages; ++i) {
    const auto message = session_->next_message();
    queued_.insert(queued_.end(), message.begin(), message.end());
  }
  published_ += messages;
}

bool Publisher::write_some(std::size_t most) {
  if (all_written()) return false;
  const std::size_t rest = std::min(most, queued_.size() - written_);
  const ssize_t count = send(socket_.get(), queued_.data() + written_, rest, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (count < 0 && (errno == EPIPE || errno == ECONNRESET)) throw EndedEarly("the server closed the publisher's connection");
  written_ += static_cast<std::size_t>(check(count, "send"));
  return true;
}

void Publisher::end_writing() { check(shutdown(socket_.get(), SHUT_WR), "shutdown"); }

Subscriber::Subscriber(Descriptor socket, std::unique_ptr<workloads::BroadcastSubscriber> session)
    : socket_(std::move(socket)), session_(std::move(session)) {
  const auto introduction = session_->introduction();
  check(send(socket_.get(), introduction.data(), introduction.size(), MSG_NOSIGNAL), "send");
}

bool Subscriber::read_some() {
  if (ended_ || !socket_) return false;
  std::array<std::byte, 64 * 1024> buffer;
  const ssize_t count = recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  ended_ = count == 0 || (count < 0 && errno == ECONNRESET);
  if (ended_) return true;
  const auto progress = session_->on_delivery(std::span(buffer).first(static_cast<std::size_t>(check(count, "recv"))));
  if (progress.wrong) throw Broken(fmt::format("after message {} a subscriber got a wrong byte", session_->last()));
  return true;
}

void Subscriber::leave(bool reset) {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  if (reset) check(setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), "setsockopt SO_LINGER");
  socket_.reset();
}

Crowd::Crowd(Launch& launch) : launch_(launch), workload_(workload_of_shape(launch.target().workload, "broadcast").open_broadcast({})) {}

Publisher& Crowd::add_publisher(std::uint64_t seed) {
  return publishers_.emplace_back(connect_to(launch_.service().address()), workload_->open_publisher(seed));
}

Subscriber& Crowd::add_subscriber(std::uint64_t seed) {
  Subscriber& one = subscribers_.emplace_back(connect_to(launch_.service().address()), workload_->open_subscriber(seed));
  pump([&one] {
    if (one.ended()) throw EndedEarly("the server closed a subscriber's connection");
    return one.session().welcome();
  });
  return one;
}

void Crowd::deliver_all(std::size_t at_once) {
  const std::uint64_t published = publishers_.front().published();
  pump(
      [&] {
        return std::ranges::all_of(subscribers_, [&](const Subscriber& one) {
          if (one.ended())
            throw EndedEarly(
                fmt::format("the server closed a subscriber's connection after {} of {} messages", one.session().last(), published));
          return one.descriptor() < 0 || one.session().last() == published;
        });
      },
      at_once);
}

void Crowd::step(std::size_t at_once) {
  bool moved = false;
  for (Publisher& one : publishers_) moved = one.write_some(at_once) || moved;
  for (Subscriber& one : subscribers_) moved = one.read_some() || moved;
  if (moved) return;
  std::vector<pollfd> waits;
  for (const Publisher& one : publishers_)
    if (!one.all_written()) waits.push_back({.fd = one.descriptor(), .events = POLLOUT, .revents = 0});
  for (const Subscriber& one : subscribers_)
    if (!one.ended() && one.descriptor() >= 0) waits.push_back({.fd = one.descriptor(), .events = POLLIN, .revents = 0});
  if (check(poll(waits.data(), waits.size(), static_cast<int>(launch_.target().patience.count())), "poll") == 0)
    throw Broken(fmt::format("nothing moved for {} ms", launch_.target().patience.count()));
}

}  // namespace harness::conformance
