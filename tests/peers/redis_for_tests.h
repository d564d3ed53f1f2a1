#pragma once
// A server that speaks as much of Redis as clients need, on a thread of its own, and misbehaves when it is told to.

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <list>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "harness/descriptor.h"
#include "harness/errors.h"
#include "workloads/redis/server_for_tests.h"

namespace tests {

/// What goes wrong, once, with the reply of that number (counted from 0, over all connections).
struct Fault {
  enum Kind {
    none,
    cut,         ///< half of the reply, then the end of its connection
    wrong_byte,  ///< the last byte of the reply's content is another
    leaves,      ///< half of the reply, then the end of every connection, and nobody listens any more
    silent,      ///< neither that reply nor any later one, on connections that stay open
  } kind = none;
  int at = 0;
};

class RedisForTests {
 public:
  /// Listens at `path` from when this returns. Replies are handed to the socket in pieces of `piece` bytes.
  RedisForTests(const std::filesystem::path& path, Fault fault = {}, std::size_t piece = std::size_t{1} << 20)
      : path_(path), fault_(fault), piece_(piece) {
    std::filesystem::remove(path_);
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    path_.string().copy(address.sun_path, sizeof address.sun_path - 1);
    harness::check(bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
    harness::check(listen(listener_.get(), 256), "listen");
    thread_ = std::jthread([this] { serve(); });
  }
  ~RedisForTests() {
    eventfd_write(stop_.get(), 1);
    thread_ = {};
    std::filesystem::remove(path_);
  }

  /// As when a server closes connections that were idle for too long. Returns when they are closed.
  void close_connections() {
    eventfd_write(hang_up_.get(), 1);
    while (connections_open_.load() > 0) std::this_thread::yield();
  }

 private:
  struct Connection {
    harness::Descriptor socket;
    workloads::redis::ServerForTests session;
    std::string unsent;
  };

  void serve() {
    for (;;) {
      std::vector<pollfd> watched{{.fd = stop_.get(), .events = POLLIN, .revents = 0},
                                  {.fd = hang_up_.get(), .events = POLLIN, .revents = 0},
                                  {.fd = listener_.get(), .events = POLLIN, .revents = 0}};
      for (const Connection& one : connections_)
        watched.push_back(
            {.fd = one.socket.get(), .events = static_cast<short>(one.unsent.empty() ? POLLIN : POLLIN | POLLOUT), .revents = 0});
      poll(watched.data(), watched.size(), -1);
      if (watched[0].revents != 0) return;
      std::size_t next = 3;
      for (auto one = connections_.begin(); one != connections_.end();) {
        const auto self = one++;
        if (watched[next++].revents != 0 && !attend(*self)) connections_.erase(self);
        if (gone_) return connections_.clear();
      }
      if (watched[1].revents != 0) hang_up();
      if (watched[2].revents != 0) accept_one();
      connections_open_ = connections_.size();
    }
  }

  void hang_up() {
    eventfd_t told = 0;
    eventfd_read(hang_up_.get(), &told);
    connections_.clear();
  }

  void accept_one() {
    harness::Descriptor socket(accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket) connections_.push_back({std::move(socket), workloads::redis::ServerForTests(keys_), {}});
  }

  // Whether the connection goes on.
  bool attend(Connection& one) {
    std::array<std::byte, 1 << 16> buffer;
    const ssize_t size = recv(one.socket.get(), buffer.data(), buffer.size(), 0);
    if (size == 0 || (size < 0 && errno != EAGAIN)) return false;
    if (size > 0) {
      std::string reply = one.session.on_input(std::span(buffer).first(static_cast<std::size_t>(size)));
      if (!reply.empty() && !spoil(one, reply)) return false;
      one.unsent += reply;
    }
    return send_some(one);
  }

  bool send_some(Connection& one) {
    while (!one.unsent.empty()) {
      const ssize_t sent = send(one.socket.get(), one.unsent.data(), std::min(piece_, one.unsent.size()), MSG_NOSIGNAL);
      if (sent < 0) return errno == EAGAIN;
      one.unsent.erase(0, static_cast<std::size_t>(sent));
    }
    return true;
  }

  // Whether the connection goes on.
  bool spoil(Connection& one, std::string& reply) {
    if (fault_.kind == Fault::none || replies_++ < fault_.at) return true;
    if (fault_.kind == Fault::silent) {
      reply.clear();
      return true;
    }
    const Fault::Kind kind = std::exchange(fault_.kind, Fault::none);
    if (kind == Fault::wrong_byte) {
      reply[reply.size() - 3] ^= 1;
      return true;
    }
    gone_ = kind == Fault::leaves;
    if (gone_) listener_.reset();  // first, so that nobody comes back meanwhile
    one.unsent += reply.substr(0, reply.size() / 2);
    send_some(one);
    return false;
  }

  std::filesystem::path path_;
  Fault fault_;
  std::size_t piece_;
  harness::Descriptor listener_{harness::check(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket")};
  harness::Descriptor stop_{harness::check(eventfd(0, EFD_CLOEXEC), "eventfd")};
  harness::Descriptor hang_up_{harness::check(eventfd(0, EFD_CLOEXEC), "eventfd")};
  workloads::redis::KeysForTests keys_;
  std::list<Connection> connections_;
  std::atomic<std::size_t> connections_open_ = 0;
  int replies_ = 0;
  bool gone_ = false;
  std::jthread thread_;
};

}  // namespace tests
