// A publisher and its subscribers: their connections, and how events become deliveries.
#include "harness/load/audience.h"

#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "harness/errors.h"
#include "harness/interrupt.h"
#include "harness/load/clock.h"

namespace harness {
namespace {

constexpr std::size_t receive_bytes = 64 * 1024;
constexpr int events_at_once = 512;
constexpr int joins_at_once = 256;  // so that the backlog never overflows into one-second retries
constexpr std::uint64_t welcome_patience_ns = 10'000'000'000;
constexpr std::uint64_t timer_place = UINT64_MAX;
constexpr std::uint64_t publisher_place = UINT64_MAX - 1;
constexpr std::uint32_t reading = EPOLLIN | EPOLLRDHUP;
constexpr std::uint32_t ended = EPOLLRDHUP | EPOLLHUP | EPOLLERR;

}  // namespace

Audience::Audience(const Address& address, const workloads::BroadcastWorkload& workload, const LoadOptions& options)
    : address_(address),
      workload_(workload),
      options_(options),
      epoll_(check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      timer_(check(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK), "timerfd_create")),
      publisher_(workload.open_publisher(options.seed)),
      under_way_(static_cast<std::size_t>(options.pipelining)),
      buffer_(receive_bytes) {
  unsent_.reserve(receive_bytes);
  watch(EPOLL_CTL_ADD, timer_.get(), EPOLLIN, timer_place);
  grow(options_.connections);
  join_publisher();
}

void Audience::grow(int subscribers) {
  const std::size_t all = subscribers_.size() + static_cast<std::size_t>(subscribers);
  while (subscribers_.size() < all) {
    const std::size_t some = std::min<std::size_t>(joins_at_once, all - subscribers_.size());
    subscribers_.resize(subscribers_.size() + some);
    absent_ += some;
    await_all();
    if (refused_ > 0) throw CannotMeasure(fmt::format("{} refuses connections: nothing listens there", to_string(address_)));
    if (absent_ > 0) throw NotAccepted(fmt::format("only {} of {} subscribers were welcomed", subscribers_.size() - absent_, all));
  }
}

void Audience::watch(int operation, int socket, std::uint32_t events, std::uint64_t place) {
  epoll_event event{.events = events, .data = {.u64 = place}};
  check(epoll_ctl(epoll_.get(), operation, socket, &event), "epoll_ctl");
}

void Audience::wake_at(std::uint64_t time_ns) {
  const itimerspec time{
      .it_interval = {},
      .it_value = {.tv_sec = static_cast<time_t>(time_ns / 1'000'000'000), .tv_nsec = static_cast<long>(time_ns % 1'000'000'000)}};
  check(timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &time, nullptr), "timerfd_settime");
}

// None if a Unix backlog is full: it is tried again.
Descriptor Audience::connect(std::uint64_t place) {
  const auto refuse = [this](int error) {
    return CannotMeasure(fmt::format("{} subscribers and a publisher cannot connect to {}: {}; the limit of descriptors is `ulimit -n`",
                                     subscribers_.size(), to_string(address_), std::generic_category().message(error)));
  };
  Descriptor socket(::socket(address_.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) throw refuse(errno);
  if (address_.transport() == Transport::tcp) {
    const int on = 1;
    check(setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "setsockopt TCP_NODELAY");
  }
  sources_.bind(socket.get(), address_);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address_.storage), address_.size) != 0) {
    if (errno == EAGAIN) return {};
    if (errno != EINPROGRESS) throw refuse(errno);
  }
  watch(EPOLL_CTL_ADD, socket.get(), reading | EPOLLOUT, place);
  return socket;
}

void Audience::begin_join(Subscriber& subscriber) {
  subscriber.socket = connect(static_cast<std::uint64_t>(&subscriber - subscribers_.data()));
  subscriber.session = open_subscriber();
  subscriber.begun_ns = now_ns();
  subscriber.introduced = false;
}

// A server that is gone refuses: who is absent stays so.
void Audience::join_absent() {
  try {
    if (!publisher_socket_) join_publisher();
    if (absent_ == 0) return;
    for (Subscriber& one : subscribers_)
      if (!one.socket) begin_join(one);
  } catch (const CannotMeasure&) {
  }
}

// Until everyone is welcomed, one is not, or patience ends.
void Audience::await_all() {
  struct Silence final : Listener {
    void on_delivered(Subscriber&, std::uint64_t, std::uint64_t) override {}
    void on_lost(std::uint64_t, std::uint64_t) override {}
  } silence;
  refused_ = turned_away_ = 0;
  const std::uint64_t patience = now_ns() + welcome_patience_ns;
  for (std::uint64_t now = now_ns(); absent_ > 0 && refused_ + turned_away_ == 0 && now < patience; now = now_ns()) {
    for (Subscriber& one : subscribers_)
      if (!one.socket) begin_join(one);
    wake_at(std::min(now + check_interval_ns, patience));
    poll(true, silence);
  }
}

void Audience::join_publisher() {
  publisher_socket_ = connect(publisher_place);
  if (!publisher_socket_) return;
  const workloads::Bytes introduction = publisher_->introduction();
  unsent_.assign(introduction.begin(), introduction.end());  // sent once it is connected
}

// Before a loop: who is absent still is counted by it.
void Audience::rejoin() {
  if (absent_ == 0 && publisher_socket_) return;
  try {
    if (!publisher_socket_) join_publisher();
    await_all();
  } catch (const CannotMeasure&) {
  }
}

bool Audience::poll(bool wait, Listener& listener) {
  std::array<epoll_event, events_at_once> events;
  const int ready = epoll_wait(epoll_.get(), events.data(), wait ? events_at_once : 8, wait ? -1 : 0);
  if (ready < 0 && errno != EINTR) throw_errno("epoll_wait");
  if (interrupted()) throw Interrupted();
  for (int i = 0; i < ready; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    if (event.data.u64 == timer_place) {
      std::uint64_t times = 0;
      check(::read(timer_.get(), &times, sizeof times), "read");
    } else if (event.data.u64 == publisher_place) {
      if ((event.events & (reading | ended)) != 0)
        lose_publisher(listener);  // nobody speaks to a publisher
      else if (publisher_socket_)
        say({});
    } else if (Subscriber& one = subscribers_[event.data.u64]; one.socket) {
      on_event(one, event.events, listener);
    }
  }
  return ready > 0;
}

void Audience::on_event(Subscriber& subscriber, std::uint32_t events, Listener& listener) {
  if (!subscriber.introduced) {
    if ((events & (EPOLLHUP | EPOLLERR)) != 0) {
      ++refused_;
      return subscriber.socket.reset();
    }
    const workloads::Bytes bytes = subscriber.session->introduction();
    send(subscriber.socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);  // a few bytes, which a fresh socket takes
    watch(EPOLL_CTL_MOD, subscriber.socket.get(), reading, static_cast<std::uint64_t>(&subscriber - subscribers_.data()));
    subscriber.introduced = true;
  }
  if ((events & (EPOLLIN | ended)) != 0) hear(subscriber, listener);
}

void Audience::hear(Subscriber& subscriber, Listener& listener) {
  const ssize_t size = recv(subscriber.socket.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0) return lose(subscriber, &Faults::closed, listener);
  auto& session = *subscriber.session;
  const bool fresh = session.last() == 0;
  const auto progress = session.on_delivery(workloads::Bytes(buffer_).first(static_cast<std::size_t>(size)));
  if (subscriber.owed == 0 && session.welcome()) {
    subscriber.owed = published_ + 1;  // what was published before it was welcomed counts as lost, come or not
    --absent_;
  }
  if (progress.completed == 0 && !progress.wrong) return;
  const std::uint64_t last = session.last();
  const std::uint64_t first = last + 1 - static_cast<std::uint64_t>(progress.completed);
  if (progress.wrong || last > published_ || (fresh && first > subscriber.owed)) return lose(subscriber, &Faults::wrong, listener);
  const std::uint64_t owed = std::max(first, subscriber.owed);
  if (owed > last) return;
  subscriber.owed = last + 1;
  outstanding_ -= last + 1 - owed;
  listener.on_delivered(subscriber, owed, last);
}

// Of its own accord, with everything that it was owed.
void Audience::leave(Subscriber& subscriber) {
  subscriber.socket.reset();
  if (subscriber.owed > 0) ++absent_;
  subscriber.owed = 0;
}

void Audience::lose(Subscriber& subscriber, std::uint64_t Faults::*kind, Listener& listener) {
  subscriber.socket.reset();
  if (subscriber.owed == 0) return void(++turned_away_);  // not welcomed, so nothing was owed
  const std::uint64_t missing = published_ + 1 - subscriber.owed;
  faults_.*kind += std::max<std::uint64_t>(1, missing);
  subscriber.absent_by = kind;
  outstanding_ -= missing;
  ++absent_;
  listener.on_lost(subscriber.owed, published_);
  subscriber.owed = 0;
}

// The message that was cut is lost, and with it the order that the subscribers count on.
void Audience::lose_publisher(Listener& listener) {
  publisher_socket_.reset();
  unsent_.clear();
  ++faults_.closed;
  for (Subscriber& one : subscribers_)
    if (one.socket) lose(one, &Faults::closed, listener);
}

void Audience::publish() {
  ++published_;
  outstanding_ += subscribers_.size() - absent_;
  say(publisher_->next_message());
}

// First what is unsent; what is not taken is sent when there is room.
void Audience::say(workloads::Bytes bytes) {
  const bool waited = !unsent_.empty();
  if (waited) bytes = unsent_;
  const ssize_t size = send(publisher_socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  const auto sent = static_cast<std::ptrdiff_t>(std::max<ssize_t>(size, 0));  // an error is an event of its own
  if (waited)
    unsent_.erase(unsent_.begin(), unsent_.begin() + sent);
  else
    unsent_.assign(bytes.begin() + sent, bytes.end());
  if (waited == unsent_.empty())
    watch(EPOLL_CTL_MOD, publisher_socket_.get(), unsent_.empty() ? reading : reading | EPOLLOUT, publisher_place);
}

}  // namespace harness
