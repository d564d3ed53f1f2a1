// multithreaded/pool: one poller hands ready connections to a fixed set of workers, whose calls block.
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "impls/substrate/posix/exclusion.h"
#include "impls/substrate/posix/handoff.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/sockets.h"
#include "impls/substrate/posix/threads.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;

// A reader that takes nothing for so long gives its worker back, and waits for room with the poller.
constexpr timeval patience{.tv_sec = 0, .tv_usec = 10'000};
constexpr int events_at_once = 128;

struct Connection {
  Descriptor socket;
  std::unique_ptr<workloads::StreamSession> session;
  std::list<Connection>::iterator self = {};
  std::vector<std::byte> unsent = {};
  bool last = false;
  // What it is armed for. Released before it is armed, acquired by the worker that is woken for it: the way to that worker
  // leads through the kernel, which orders what the two of them do to a connection, but not in the eyes of C++.
  std::atomic<std::uint32_t> awaited = EPOLLIN;
};

class Server {
 public:
  explicit Server(const workloads::StreamService& service)
      : service_(service),
        listener_(service.listener, Calls::non_blocking, Calls::blocking),
        epoll_(check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {
    arm(EPOLL_CTL_ADD, service.stop, EPOLLIN, nullptr);
    arm(EPOLL_CTL_ADD, service.listener, EPOLLIN, this);
  }

  void poll() {
    std::array<epoll_event, events_at_once> events;
    for (;;) {
      const int count = epoll_wait(epoll_.get(), events.data(), events_at_once, -1);
      if (count < 0 && errno == EINTR) continue;
      check(count, "epoll_wait");
      for (const epoll_event& event : std::span(events).first(static_cast<std::size_t>(count))) {
        if (event.data.ptr == nullptr) return;
        event.data.ptr == this ? accept() : ready_.put(static_cast<Connection*>(event.data.ptr));
      }
    }
  }

  void work() {
    std::array<std::byte, workloads::receive_buffer_bytes> buffer;
    while (const auto taken = ready_.take()) {
      Connection& connection = **taken;
      const bool may_read = connection.awaited.load(std::memory_order_acquire) == EPOLLIN;
      const bool goes_on = may_read ? answer(connection, buffer) : send_rest(connection);
      goes_on ? await(connection) : end(connection);
    }
  }

  // Ends what the workers are blocked in, and then the workers.
  void stop() {
    const std::lock_guard lock(mutex_);
    for (const Connection& one : connections_) shutdown(one.socket.get(), SHUT_RDWR);
    ready_.close();
  }

 private:
  bool answer(Connection& connection, std::span<std::byte> buffer) {
    const Received received = receive(connection.socket.get(), buffer);
    if (received.closed) return false;
    const workloads::Reply reply = connection.session->on_input(received.bytes);
    connection.last = reply.close;
    return keep_rest(connection, send(connection.socket.get(), reply.bytes));
  }

  bool send_rest(Connection& connection) { return keep_rest(connection, send(connection.socket.get(), connection.unsent)); }

  static bool keep_rest(Connection& connection, Sent sent) {
    connection.unsent = std::vector<std::byte>(sent.rest.begin(), sent.rest.end());
    return !sent.closed && (!connection.last || !connection.unsent.empty());
  }

  void accept() {
    Descriptor socket = listener_.accept();
    if (!socket) return;
    check(setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience), "setsockopt SO_SNDTIMEO");
    const std::lock_guard lock(mutex_);
    Connection& connection = connections_.emplace_front(std::move(socket), service_.workload.open_session(&exclusion_));
    connection.self = connections_.begin();
    arm(EPOLL_CTL_ADD, connection.socket.get(), EPOLLIN | EPOLLONESHOT, &connection);
  }

  // The connection may be another worker's before this returns.
  void await(Connection& connection) {
    const std::uint32_t interest = connection.unsent.empty() ? EPOLLIN : EPOLLOUT;
    connection.awaited.store(interest, std::memory_order_release);
    arm(EPOLL_CTL_MOD, connection.socket.get(), interest | EPOLLONESHOT, &connection);
  }

  void end(Connection& connection) {
    const std::lock_guard lock(mutex_);
    connections_.erase(connection.self);
  }

  void arm(int operation, int descriptor, std::uint32_t interest, void* pointer) {
    epoll_event event{.events = interest, .data = {.ptr = pointer}};
    check(epoll_ctl(epoll_.get(), operation, descriptor, &event), "epoll_ctl");
  }

  const workloads::StreamService& service_;
  Listener listener_;
  Descriptor epoll_;
  Handoff<Connection*> ready_;
  OneMutex exclusion_;
  std::mutex mutex_;
  std::list<Connection> connections_;
};

void serve(const workloads::StreamService& service) {
  Server server(service);
  std::jthread poller([&] {
    server.poll();
    server.stop();
  });
  run_on_threads(service.threads, [&] { server.work(); });
}

FIVEWAYS_STREAM(serve, .threads = "one that polls and accepts, and the workers asked for",
                .stops_by = "the poller shuts every connection down, which ends the blocked calls", .synchronisation = "a mutex",
                .remark =
                    "two system calls more a request, to arm the connection again and to wake a worker; a reader that takes nothing "
                    "for 10 ms gives its worker back");

}  // namespace
}  // namespace impls
