// A publisher and its subscribers.
#include "harness/load/audience.h"

#include <fmt/core.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>

#include <array>
#include <system_error>

#include "harness/errors.h"
#include "harness/interrupt.h"
#include "harness/load/closed_slice.h"

namespace harness {
namespace {

constexpr std::size_t receive_bytes = 64 * 1024;
constexpr int events_at_once = 512;
constexpr std::chrono::milliseconds welcome_patience = std::chrono::seconds(10);
constexpr std::uint64_t timer_place = UINT64_MAX;
constexpr std::uint64_t publisher_place = UINT64_MAX - 1;

Descriptor connect_or_say_why(const Address& address, int connections) {
  try {
    return connect_to(address);
  } catch (const std::system_error& error) {
    throw CannotMeasure(fmt::format("{} subscribers and a publisher cannot connect to {}: {}; the limit of descriptors is `ulimit -n`",
                                    connections, to_string(address), error.code().message()));
  }
}

void say(int socket, workloads::Bytes bytes) {
  check(send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL), "send");  // a few bytes, which a fresh socket takes
}

}  // namespace

Audience::Audience(const Address& address, const workloads::BroadcastWorkload& workload, const LoadOptions& options)
    : options_(options),
      epoll_(check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      timer_(check(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK), "timerfd_create")),
      publisher_(workload.open_publisher(options.seed)),
      under_way_(static_cast<std::size_t>(options.pipelining)),
      buffer_(receive_bytes) {
  watch(timer_.get(), timer_place);
  for (int i = 0; i < options_.connections; ++i) {
    subscribers_.push_back(subscribe(address, workload));
    watch(subscribers_.back().socket.get(), subscribers_.size() - 1);
  }
  publisher_socket_ = connect_or_say_why(address, options_.connections);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options_.timeout);
  const timeval patience{.tv_sec = seconds.count() + 1, .tv_usec = 0};
  check(setsockopt(publisher_socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience), "setsockopt SO_SNDTIMEO");
  say(publisher_socket_.get(), publisher_->introduction());
  watch(publisher_socket_.get(), publisher_place);
}

Audience::Subscriber Audience::subscribe(const Address& address, const workloads::BroadcastWorkload& workload) const {
  Subscriber one{.socket = connect_or_say_why(address, options_.connections), .session = workload.open_subscriber(options_.seed)};
  say(one.socket.get(), one.session->introduction());
  while (!one.session->welcome()) {
    std::array<std::byte, 256> buffer;
    pollfd ready{.fd = one.socket.get(), .events = POLLIN, .revents = 0};
    const bool came = check(poll(&ready, 1, static_cast<int>(welcome_patience.count())), "poll") > 0;
    const ssize_t size = came ? recv(one.socket.get(), buffer.data(), buffer.size(), 0) : 0;
    if (size <= 0 || one.session->on_delivery(workloads::Bytes(buffer).first(static_cast<std::size_t>(size))).wrong)
      throw NotAccepted(fmt::format("only {} of {} subscribers were welcomed", subscribers_.size(), options_.connections));
  }
  return one;
}

void Audience::watch(int socket, std::uint64_t place) {
  epoll_event event{.events = EPOLLIN | EPOLLRDHUP, .data = {.u64 = place}};
  check(epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, socket, &event), "epoll_ctl");
}

void Audience::wake_at(std::uint64_t time_ns) {
  const itimerspec time{
      .it_interval = {},
      .it_value = {.tv_sec = static_cast<time_t>(time_ns / 1'000'000'000), .tv_nsec = static_cast<long>(time_ns % 1'000'000'000)}};
  check(timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &time, nullptr), "timerfd_settime");
}

ClosedSlice Audience::closed(std::chrono::nanoseconds lead_in, std::chrono::nanoseconds duration, const Target::CpuClock& server_cpu) {
  return measure_closed_slice(lead_in, duration, server_cpu, faults_, [&](std::chrono::nanoseconds time, bool recorded) {
    return drive(time, recorded ? &closed_responses_ : nullptr);
  });
}

// Publishes for `duration`, then waits for the deliveries that are still out. Returns the deliveries.
std::uint64_t Audience::drive(std::chrono::nanoseconds duration, Histogram* responses) {
  if (lost_) faults_.closed += subscribers_.size();
  std::uint64_t delivered = 0;
  const std::uint64_t end = now_ns() + static_cast<std::uint64_t>(duration.count());
  wake_at(end);
  while (fine() && now_ns() < end) {
    while (fine() && published_ - complete_ < under_way_.size()) publish();
    if (fine()) delivered += wait(responses);
  }
  const std::uint64_t patience = now_ns() + static_cast<std::uint64_t>(options_.timeout.count());
  wake_at(patience);
  while (fine() && complete_ < published_ && now_ns() < patience) delivered += wait(responses);
  if (fine())
    for (std::uint64_t number = complete_ + 1; number <= published_; ++number)
      faults_.timeouts += under_way_[number % under_way_.size()].missing;
  lost_ = !fine();
  return delivered;
}

void Audience::publish() {
  const workloads::Bytes message = publisher_->next_message();
  under_way_[++published_ % under_way_.size()] = {.sent_ns = now_ns(), .missing = subscribers_.size()};
  for (std::size_t sent = 0; sent < message.size();) {
    const ssize_t size = send(publisher_socket_.get(), message.data() + sent, message.size() - sent, MSG_NOSIGNAL);
    if (size > 0) sent += static_cast<std::size_t>(size);
    if (size >= 0 || errno == EINTR) continue;
    ++(errno == EAGAIN ? faults_.timeouts : faults_.closed);
    return;
  }
}

std::uint64_t Audience::wait(Histogram* responses) {
  std::array<epoll_event, events_at_once> events;
  const int ready = epoll_wait(epoll_.get(), events.data(), events_at_once, -1);
  if (ready < 0 && errno != EINTR) throw_errno("epoll_wait");
  if (interrupted()) throw Interrupted();
  std::uint64_t delivered = 0;
  for (int i = 0; i < ready; ++i) {
    const std::uint64_t place = events[static_cast<std::size_t>(i)].data.u64;
    if (place == timer_place) {
      std::uint64_t times = 0;
      check(::read(timer_.get(), &times, sizeof times), "read");
    } else if (place == publisher_place) {
      ++faults_.closed;  // nobody speaks to a publisher
    } else {
      delivered += read(subscribers_[place], responses);
    }
  }
  return delivered;
}

std::uint64_t Audience::read(Subscriber& subscriber, Histogram* responses) {
  const ssize_t size = recv(subscriber.socket.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
  if (size <= 0) {
    ++faults_.closed;
    return 0;
  }
  const std::uint64_t before = subscriber.session->last();
  const auto progress = subscriber.session->on_delivery(workloads::Bytes(buffer_).first(static_cast<std::size_t>(size)));
  const auto completed = static_cast<std::uint64_t>(progress.completed);
  if (progress.wrong || subscriber.session->last() != before + completed || before + completed > published_) {
    ++faults_.wrong;
    return 0;
  }
  const std::uint64_t now = now_ns();
  for (std::uint64_t number = before + 1; number <= before + completed; ++number) {
    UnderWay& message = under_way_[number % under_way_.size()];
    if (responses != nullptr) responses->record(now - message.sent_ns);
    if (--message.missing == 0) ++complete_;  // in order: every subscriber gets them so
  }
  return completed;
}

}  // namespace harness
