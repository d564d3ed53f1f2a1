// A server without a model: the least that any server on one epoll loop must do.
#include "harness/null_server.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "harness/descriptor.h"
#include "harness/errors.h"
#include "workloads/shapes/stream.h"

namespace harness {
namespace {

void watch(int epoll, int descriptor) {
  epoll_event event{.events = EPOLLIN, .data = {.fd = descriptor}};
  check(epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event), "epoll_ctl");
}

// False when the connection is over.
bool bounce(int connection, std::span<std::byte> buffer) {
  const ssize_t size = recv(connection, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (size < 0) return errno == EAGAIN || errno == EINTR;
  for (ssize_t sent = 0; sent < size;) {
    const ssize_t now = send(connection, buffer.data() + sent, static_cast<std::size_t>(size - sent), MSG_NOSIGNAL);
    if (now < 0 && errno != EINTR) return false;
    sent += std::max<ssize_t>(now, 0);
  }
  return size > 0;
}

}  // namespace

void serve_null(int listener, int stop) {
  const Descriptor epoll(check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1"));
  watch(epoll.get(), listener);
  watch(epoll.get(), stop);
  check(fcntl(listener, F_SETFL, O_NONBLOCK), "fcntl");
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  std::array<epoll_event, 64> events;
  for (;;) {
    const int ready = epoll_wait(epoll.get(), events.data(), static_cast<int>(events.size()), -1);
    if (ready < 0 && errno != EINTR) throw_errno("epoll_wait");
    for (int i = 0; i < ready; ++i) {
      const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
      if (descriptor == stop) return;  // the process ends; its connections with it
      if (descriptor == listener) {
        const int connection = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) continue;
        const int on = 1;
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // no such option on a Unix socket
        watch(epoll.get(), connection);
      } else if (!bounce(descriptor, buffer)) {
        close(descriptor);
      }
    }
  }
}

}  // namespace harness
