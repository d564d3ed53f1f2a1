#pragma once
// The inside of a Target, shared by its loops: one connection, and how events become replies.

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>

#include "harness/errors.h"
#include "harness/interrupt.h"
#include "harness/load/target.h"

namespace harness {

struct Target::Connection {
  Descriptor socket;
  std::unique_ptr<workloads::StreamClient> client;
  std::vector<Outstanding> ring;  // `pipelining` places
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  bool connected = false;
  std::uint64_t session = 0;  // how often it was opened; part of the client's seed
  std::vector<std::byte> unsent;
  std::size_t unsent_from = 0;

  void push(const Outstanding& one) {
    ring[(first + count) % ring.size()] = one;
    ++count;
  }
  Outstanding pop() {
    const Outstanding one = ring[first];
    first = static_cast<std::uint32_t>((first + 1) % ring.size());
    --count;
    return one;
  }
};

template <class OnReplies, class OnLost>
bool Target::poll(std::uint64_t wait_ns, OnReplies&& on_replies, OnLost&& on_lost) {
  std::array<epoll_event, 512> events;  // with many connections a wake-up serves many
  int ready;
  if (wait_ns == 0) {
    ready = epoll_wait(epoll_.get(), events.data(), 8, 0);
  } else {
    const timespec wait{.tv_sec = static_cast<time_t>(wait_ns / 1'000'000'000), .tv_nsec = static_cast<long>(wait_ns % 1'000'000'000)};
    ready = epoll_pwait2(epoll_.get(), events.data(), static_cast<int>(events.size()), &wait, nullptr);
  }
  if (ready < 0 && errno != EINTR) throw_errno("epoll_wait");
  if (interrupted()) throw Interrupted();
  for (int i = 0; i < ready; ++i) {
    auto& connection = *static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
    if (i + 1 < ready) {  // with thousands of connections the next one's state is out of the cache by now
      const auto& next = *static_cast<const Connection*>(events[static_cast<std::size_t>(i) + 1].data.ptr);
      __builtin_prefetch(next.client.get());
      __builtin_prefetch(next.ring.data());
    }
    if (!connection.socket) continue;
    const std::uint32_t what = events[static_cast<std::size_t>(i)].events;
    if (!connection.connected && (what & (EPOLLHUP | EPOLLERR)) != 0) {
      drop(connection);  // nothing was lost on it
      ++refused_;
      continue;
    }
    connection.connected = true;
    if (!connection.unsent.empty() && (what & EPOLLOUT) != 0) flush(connection);
    if ((what & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
      read_replies(connection, (what & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0, on_replies, on_lost);
  }
  return ready > 0;
}

// Edge-triggered: a short read emptied the socket, and what comes later is a new event; only a hang-up is read to the end.
template <class OnReplies, class OnLost>
void Target::read_replies(Connection& connection, bool hung_up, OnReplies& on_replies, OnLost& on_lost) {
  for (;;) {
    const ssize_t size = recv(connection.socket.get(), receive_buffer_.data(), receive_buffer_.size(), MSG_DONTWAIT);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (size <= 0) return lose(connection, &Faults::closed, on_lost);
    const auto progress = connection.client->on_reply(workloads::Bytes(receive_buffer_).first(static_cast<std::size_t>(size)));
    if (progress.completed > 0) {
      outstanding_ -= static_cast<std::uint64_t>(progress.completed);
      on_replies(connection, progress.completed, now_ns());
    }
    if (progress.wrong) return lose(connection, &Faults::wrong, on_lost);
    if (!connection.socket || (!hung_up && static_cast<std::size_t>(size) < receive_buffer_.size())) return;
  }
}

template <class OnLost>
void Target::lose(Connection& connection, std::uint64_t Faults::*kind, OnLost& on_lost) {
  faults_.*kind += std::max<std::uint64_t>(1, connection.count);
  while (connection.count > 0) {
    --outstanding_;
    on_lost(connection, connection.pop());
  }
  drop(connection);
}

template <class OnLost>
void Target::expire(std::uint64_t now, OnLost& on_lost) {
  const auto timeout = static_cast<std::uint64_t>(options_.timeout.count());
  for (Connection& connection : connections_)
    if (connection.count > 0 && now > connection.ring[connection.first].due_ns + timeout) lose(connection, &Faults::timeouts, on_lost);
}

}  // namespace harness
