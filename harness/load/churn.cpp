// One request a connection.
#include "harness/load/churn.h"

#include <errno.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "harness/errors.h"
#include "harness/interrupt.h"
#include "harness/load/clock.h"
#include "harness/load/closed_slice.h"

namespace harness {

struct Churn::Slot {
  Descriptor socket;
  std::unique_ptr<workloads::StreamClient> client;
  std::vector<std::byte> unsent;
  std::uint64_t begun_ns = 0;
};

Churn::Churn(const Address& address, const workloads::ServiceWorkload& workload, int at_once, std::chrono::nanoseconds timeout,
             std::uint64_t seed)
    : address_(address),
      workload_(workload),
      timeout_ns_(static_cast<std::uint64_t>(timeout.count())),
      seed_(seed),
      epoll_(check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      slots_(static_cast<std::size_t>(at_once)),
      buffer_(64 * 1024) {}

Churn::~Churn() = default;

ClosedSlice Churn::slice(std::chrono::nanoseconds duration, const Target::CpuClock& server_cpu) {
  return measure_churn_slice(duration, server_cpu, faults_, [this](std::chrono::nanoseconds time) { return drive(time); });
}

std::uint64_t Churn::drive(std::chrono::nanoseconds duration) {
  answered_ = 0;
  const std::uint64_t begin_ns = now_ns();
  const std::uint64_t end_ns = begin_ns + static_cast<std::uint64_t>(duration.count());
  for (Slot& one : slots_) begin(one, begin_ns);
  while (now_ns() < end_ns) turn(end_ns, true);
  const std::uint64_t patience = now_ns() + timeout_ns_;
  const auto open = [this] { return std::ranges::any_of(slots_, [](const Slot& one) { return static_cast<bool>(one.socket); }); };
  while (open() && now_ns() < patience) turn(patience, false);
  return answered_;
}

void Churn::begin(Slot& slot, std::uint64_t now) {
  slot.socket.reset(check(socket(address_.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket"));
  const int on = 1;
  if (address_.transport() == Transport::tcp) setsockopt(slot.socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sources_.bind(slot.socket.get(), address_);
  slot.begun_ns = now;
  slot.client = workload_.open_client(++seed_);
  const workloads::Bytes request = slot.client->next_request();
  slot.unsent.assign(request.begin(), request.end());
  if (connect(slot.socket.get(), reinterpret_cast<const sockaddr*>(&address_.storage), address_.size) != 0 && errno != EINPROGRESS) {
    const int error = errno;
    slot.socket.reset();
    if (error == EAGAIN) return;  // a Unix socket whose backlog is full: the next turn tries again
    if (error != ECONNREFUSED)
      throw CannotMeasure(fmt::format("churn: cannot connect to {}: {}", to_string(address_), std::generic_category().message(error)));
    ++faults_.closed;
    return;
  }
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data = {.ptr = &slot}};
  check(epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, slot.socket.get(), &event), "epoll_ctl");
}

void Churn::turn(std::uint64_t until_ns, bool sending) {
  std::array<epoll_event, 64> events;
  const std::uint64_t now = now_ns();
  const std::uint64_t wait = std::min(until_ns > now ? until_ns - now : 0, check_interval_ns);
  const int ready = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), static_cast<int>(wait / 1'000'000));
  if (ready < 0 && errno != EINTR) throw_errno("epoll_wait");
  if (interrupted()) throw Interrupted();
  for (int i = 0; i < ready; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    auto& slot = *static_cast<Slot*>(event.data.ptr);
    if (slot.socket) advance(slot, event.events);
    if (!slot.socket && sending) begin(slot, now_ns());
  }
  if (ready > 0) return;
  for (Slot& one : slots_) {
    if (one.socket && now_ns() > one.begun_ns + timeout_ns_) {
      ++faults_.timeouts;
      one.socket.reset();
    }
    if (!one.socket && sending) begin(one, now_ns());
  }
}

void Churn::advance(Slot& slot, std::uint32_t events) {
  if (!slot.unsent.empty() && (events & EPOLLOUT) != 0) {
    const ssize_t size = ::send(slot.socket.get(), slot.unsent.data(), slot.unsent.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (size > 0) slot.unsent.erase(slot.unsent.begin(), slot.unsent.begin() + size);
  }
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) == 0) return;
  for (;;) {
    const ssize_t size = recv(slot.socket.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) {
      ++faults_.closed;
      return slot.socket.reset();
    }
    const auto progress = slot.client->on_reply(workloads::Bytes(buffer_).first(static_cast<std::size_t>(size)));
    if (progress.wrong) ++faults_.wrong;
    if (progress.wrong || progress.completed > 0) {
      if (!progress.wrong) {
        ++answered_;
        responses_.record(now_ns() - slot.begun_ns);
      }
      return slot.socket.reset();
    }
  }
}

}  // namespace harness
