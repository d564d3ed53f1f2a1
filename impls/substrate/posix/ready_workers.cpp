// One poller hands connections that are ready to a fixed set of workers.
#include "impls/substrate/posix/ready_workers.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <thread>
#include <utility>

#include "impls/substrate/posix/threads.h"

namespace impls::substrate {
namespace {

constexpr timeval patience{.tv_sec = 0, .tv_usec = 10'000};
constexpr int events_at_once = 128;

}  // namespace

ReadyWorkers::ReadyWorkers(int listener, int stop, Open open)
    : open_(std::move(open)),
      listening_(listener),
      listener_(listener, Calls::non_blocking, Calls::blocking),
      epoll_(check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {
  arm(EPOLL_CTL_ADD, stop, EPOLLIN, nullptr);
}

void ReadyWorkers::run(int workers) {
  std::jthread poller([this] {
    poll();
    stop();
  });
  std::atomic<int> missing = workers;
  run_on_threads(workers, [&] {
    if (--missing == 0) arm(EPOLL_CTL_ADD, listening_, EPOLLIN, this);  // nobody is accepted before all are there
    work();
  });
}

void ReadyWorkers::poll() {
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

void ReadyWorkers::work() {
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  while (const auto taken = ready_.take()) {
    Connection& connection = **taken;
    connection.awaited.load(std::memory_order_acquire);
    const auto awaits = connection.handed->on_ready(connection.socket.get(), buffer);
    awaits ? await(connection, *awaits) : end(connection);
  }
}

// Ends what the workers are blocked in, and then the workers.
void ReadyWorkers::stop() {
  const std::lock_guard lock(mutex_);
  for (const Connection& one : connections_) shutdown(one.socket.get(), SHUT_RDWR);
  ready_.close();
}

void ReadyWorkers::accept() {
  Descriptor socket = listener_.accept();
  if (!socket) return;
  check(setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience), "setsockopt SO_SNDTIMEO");
  const std::lock_guard lock(mutex_);
  Connection& connection = connections_.emplace_front(std::move(socket), open_());
  connection.self = connections_.begin();
  arm(EPOLL_CTL_ADD, connection.socket.get(), EPOLLIN | EPOLLONESHOT, &connection);
}

// The connection may be another worker's before this returns.
void ReadyWorkers::await(Connection& connection, Handed::Awaits awaited) {
  connection.awaited.store(awaited, std::memory_order_release);
  arm(EPOLL_CTL_MOD, connection.socket.get(), static_cast<std::uint32_t>(awaited) | EPOLLONESHOT, &connection);
}

void ReadyWorkers::end(Connection& connection) {
  const std::lock_guard lock(mutex_);
  connections_.erase(connection.self);
}

void ReadyWorkers::arm(int operation, int descriptor, std::uint32_t interest, void* pointer) {
  epoll_event event{.events = interest, .data = {.ptr = pointer}};
  check(epoll_ctl(epoll_.get(), operation, descriptor, &event), "epoll_ctl");
}

}  // namespace impls::substrate
