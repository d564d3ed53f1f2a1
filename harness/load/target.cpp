// Opens, refills and replaces the connections of a load target.
#include "harness/load/target.h"

#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/timerfd.h>

#include <algorithm>

#include "harness/load/connection.h"
#include "workloads/mix.h"

namespace harness {
namespace {

constexpr std::size_t receive_bytes = 64 * 1024;
constexpr std::uint64_t connect_patience_ns = 10'000'000'000;

std::string limit_named(int error, int connections, const Address& address) {
  if (error == EMFILE || error == ENFILE) {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    return fmt::format("--connections {} needs more descriptors than the limit of {}: raise it with `ulimit -n {}`", connections,
                       limit.rlim_cur, connections + 100);
  }
  if (error == EADDRNOTAVAIL)
    return fmt::format(
        "--connections {} needs more ports than are free: widen the range with `sysctl net.ipv4.ip_local_port_range='1024 65535'`",
        connections);
  if (error == ECONNREFUSED) return fmt::format("{} refuses connections: nothing listens there", to_string(address));
  return fmt::format("cannot connect to {}: {}", to_string(address), std::generic_category().message(error));
}

}  // namespace

std::string Faults::sentence() const {
  std::string text;
  const auto add = [&](std::uint64_t count, std::string_view what) {
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, what);
  };
  add(wrong, "answered wrongly");
  add(closed, "lost because the server closed the connection");
  add(timeouts, "timed out");
  return text.empty() ? "" : "requests " + text;
}

Target::Target(const Address& address, const workloads::ServiceWorkload& workload, const LoadOptions& options)
    : address_(address),
      workload_(&workload),
      options_(options),
      epoll_(check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      timer_(check(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK), "timerfd_create")),
      connections_(static_cast<std::size_t>(options.connections)),
      receive_buffer_(receive_bytes) {
  epoll_event event{.events = EPOLLIN | EPOLLET, .data = {.ptr = nullptr}};
  check(epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, timer_.get(), &event), "epoll_ctl");
  connect_all();
}

void Target::wake_at(std::uint64_t time_ns) {
  if (wakes_at_ns_ == time_ns) return;
  const itimerspec time{
      .it_interval = {},
      .it_value = {.tv_sec = static_cast<time_t>(time_ns / 1'000'000'000), .tv_nsec = static_cast<long>(time_ns % 1'000'000'000)}};
  check(timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &time, nullptr), "timerfd_settime");
  wakes_at_ns_ = time_ns;
}

Target::Target(Target&&) noexcept = default;
Target::~Target() = default;

// Some hundreds at a time, so that the backlog never overflows into one-second retries.
void Target::connect_all() {
  constexpr std::size_t batch = 256;
  const std::uint64_t deadline = now_ns() + connect_patience_ns;
  const auto never = [](auto&&...) {};
  for (std::size_t from = 0; from < connections_.size(); from += batch) {
    const auto some = std::span(connections_).subspan(from, std::min(batch, connections_.size() - from));
    for (Connection& one : some) {
      one.reserve(static_cast<std::uint32_t>(options_.pipelining));
      begin_connect(one);
    }
    while (std::ranges::any_of(some, [](const Connection& one) { return !one.connected; })) {
      if (now_ns() > deadline)
        throw NotAccepted(fmt::format("only {} of {} connections were accepted within {} s", from, connections_.size(),
                                      connect_patience_ns / 1'000'000'000));
      poll(now_ns() + 10'000'000, never, never);
      if (refused_ > 0) throw CannotMeasure(limit_named(ECONNREFUSED, options_.connections, address_));
      for (Connection& one : some) {
        if (one.connected && one.socket) {
          int error = 0;
          socklen_t size = sizeof error;
          check(getsockopt(one.socket.get(), SOL_SOCKET, SO_ERROR, &error, &size), "getsockopt SO_ERROR");
          if (error != 0) throw CannotMeasure(limit_named(error, options_.connections, address_));
        }
        if (!one.socket) begin_connect(one);
      }
    }
  }
  faults_ = {};
}

// Leaves the connection without a socket if a Unix backlog is full: it is tried again.
void Target::begin_connect(Connection& connection) {
  Descriptor socket(::socket(address_.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) throw CannotMeasure(limit_named(errno, options_.connections, address_));
  if (address_.transport() == Transport::tcp) {
    const int on = 1;
    check(setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "setsockopt TCP_NODELAY");
  }
  connection.connected = ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address_.storage), address_.size) == 0;
  if (!connection.connected && errno == EAGAIN) return;
  if (!connection.connected && errno != EINPROGRESS) throw CannotMeasure(limit_named(errno, options_.connections, address_));
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data = {.ptr = &connection}};
  check(epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, socket.get(), &event), "epoll_ctl");
  const auto place = static_cast<std::uint64_t>(&connection - connections_.data());
  connection.client = workload_->open_client(workloads::mix(options_.seed) + (place << 32) + connection.session++);
  connection.socket = std::move(socket);
  connection.first = connection.count = 0;
  connection.blocked = false;
  connection.unsent.clear();
  connection.unsent_from = 0;
}

void Target::drop(Connection& connection) {
  connection.socket.reset();
  connection.connected = false;
  ++dropped_;
}

void Target::hang_up() {
  for (Connection& one : connections_)
    if (one.socket) drop(one);
}

// A server that is gone refuses: its connections stay dropped, and what was due on them is lost or waits.
void Target::reconnect_dropped() {
  if (dropped_ == 0) return;
  for (Connection& one : connections_) {
    if (one.socket) continue;
    try {
      begin_connect(one);
    } catch (const CannotMeasure&) {
      return;
    }
    if (one.socket) --dropped_;
  }
}

void Target::flush(Connection& connection) {
  const auto rest = std::span(connection.unsent).subspan(connection.unsent_from);
  const ssize_t size = ::send(connection.socket.get(), rest.data(), rest.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (size < 0) return;  // not yet, or an error that reading will report
  connection.unsent_from += static_cast<std::size_t>(size);
  if (connection.unsent_from < connection.unsent.size()) return;
  connection.blocked = false;
  connection.unsent.clear();
  connection.unsent_from = 0;
}

void Target::send_requests(Connection& connection, int count, const Sent& as) {
  workloads::Bytes bytes = connection.client->next_request();
  if (count > 1 || connection.blocked) {
    send_buffer_.assign(bytes.begin(), bytes.end());
    for (int i = 1; i < count; ++i) {
      bytes = connection.client->next_request();
      send_buffer_.insert(send_buffer_.end(), bytes.begin(), bytes.end());
    }
    bytes = send_buffer_;
  }
  for (int i = 0; i < count; ++i) connection.push(as);
  outstanding_ += static_cast<std::uint64_t>(count);
  std::size_t sent = 0;
  if (!connection.blocked) {
    const ssize_t size = ::send(connection.socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (size > 0) sent = static_cast<std::size_t>(size);
  }
  if (sent == bytes.size()) return;
  connection.blocked = true;
  connection.unsent.insert(connection.unsent.end(), bytes.begin() + static_cast<std::ptrdiff_t>(sent), bytes.end());
}

}  // namespace harness
