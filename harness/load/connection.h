#pragma once
// The inside of a Target, shared by its loops: one connection, and how events become replies.

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <memory>

#include "harness/errors.h"
#include "harness/interrupt.h"
#include "harness/load/target.h"

namespace harness {

// What a reply touches lies in the first cache line: with thousands of connections that line has to be fetched for each reply.
struct alignas(64) Target::Connection {
  Descriptor socket;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  std::uint32_t places = 1;  // of the ring: `pipelining`
  Sent* ring = nullptr;      // `only`, or `many`
  std::unique_ptr<workloads::StreamClient> client;
  Sent only;
  bool connected = false;
  bool blocked = false;  // `unsent` holds something
  bool heavy = false;    // was the request whose reply came last

  std::uint64_t session = 0;  // how often it was opened; part of the client's seed
  std::vector<std::byte> unsent;
  std::size_t unsent_from = 0;
  std::unique_ptr<Sent[]> many;

  void reserve(std::uint32_t pipelining) {
    places = pipelining;
    if (places > 1) many = std::make_unique<Sent[]>(places);
    ring = many ? many.get() : &only;
  }
  void push(const Sent& one) {
    const std::uint32_t place = first + count++;
    ring[place < places ? place : place - places] = one;
  }
  Sent pop() {
    const Sent one = ring[first];
    first = first + 1 == places ? 0 : first + 1;
    --count;
    return one;
  }
};

template <class OnReplies, class OnLost>
bool Target::poll(std::uint64_t until_ns, OnReplies&& on_replies, OnLost&& on_lost) {
  std::array<epoll_event, events_at_once> events;
  if (until_ns != 0) wake_at(until_ns);
  const int ready = epoll_wait(epoll_.get(), events.data(), until_ns == 0 ? 8 : events_at_once, until_ns == 0 ? 0 : -1);
  if (ready < 0 && errno != EINTR) throw_errno("epoll_wait");
  stamped_replies_left_ = 0;
  if (interrupted()) throw Interrupted();
  for (int i = 0; i < ready; ++i) {
    if (events[static_cast<std::size_t>(i)].data.ptr == nullptr) {
      wakes_at_ns_ = 0;
      continue;
    }
    auto& connection = *static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
    // With thousands of connections their state is out of the cache by now.
    if (i + 2 < ready) __builtin_prefetch(events[static_cast<std::size_t>(i) + 2].data.ptr);
    const auto* next = i + 1 < ready ? static_cast<const Connection*>(events[static_cast<std::size_t>(i) + 1].data.ptr) : nullptr;
    if (next != nullptr) {
      const auto* client = next->client.get();
      __builtin_prefetch(client);
      __builtin_prefetch(reinterpret_cast<const std::byte*>(client) + 64);
    }
    if (!connection.socket) continue;
    const std::uint32_t what = events[static_cast<std::size_t>(i)].events;
    if (!connection.connected && (what & (EPOLLHUP | EPOLLERR)) != 0) {
      drop(connection);  // nothing was lost on it
      ++refused_;
      continue;
    }
    connection.connected = true;
    if (connection.blocked && (what & EPOLLOUT) != 0) flush(connection);
    if ((what & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
      read_replies(connection, (what & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0, on_replies, on_lost);
  }
  return ready > 0;
}

inline std::uint64_t Target::stamp() {
  if (stamped_replies_left_ == 0) {
    stamp_ns_ = now_ns();
    stamped_replies_left_ = replies_a_stamp_;
  }
  --stamped_replies_left_;
  return stamp_ns_;
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
      connection.heavy = progress.heavy;
      outstanding_ -= static_cast<std::uint64_t>(progress.completed);
      on_replies(connection, progress.completed, stamp());
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
std::uint64_t Target::expire(std::uint64_t now, OnLost& on_lost) {
  const auto timeout = static_cast<std::uint64_t>(options_.timeout.count());
  std::uint64_t oldest = now;
  for (Connection& connection : connections_) {
    if (connection.count == 0) continue;
    const std::uint64_t due = connection.ring[connection.first].due_ns;
    if (now > due + timeout)
      lose(connection, &Faults::timeouts, on_lost);
    else
      oldest = std::min(oldest, due);
  }
  return oldest + timeout;
}

}  // namespace harness
