// A server without a model: the least that any server of this workload on one epoll loop must do.
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
#include <memory>
#include <vector>

#include "harness/descriptor.h"
#include "harness/errors.h"

namespace harness {
namespace {

void watch(int epoll, int descriptor) {
  epoll_event event{.events = EPOLLIN, .data = {.fd = descriptor}};
  check(epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event), "epoll_ctl");
}

// False when the connection is over.
bool answer(int connection, workloads::StreamSession& session, std::span<std::byte> buffer) {
  const ssize_t size = recv(connection, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (size < 0) return errno == EAGAIN || errno == EINTR;
  if (size == 0) return false;
  workloads::Reply reply = session.on_input(workloads::Bytes(buffer).first(static_cast<std::size_t>(size)));
  while (!reply.bytes.empty()) {
    const ssize_t now = send(connection, reply.bytes.data(), reply.bytes.size(), MSG_NOSIGNAL);
    if (now < 0 && errno != EINTR) return false;
    reply.bytes = reply.bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(now, 0)));
  }
  return !reply.close;
}

}  // namespace

void serve_null(int listener, int stop, const std::function<std::unique_ptr<workloads::StreamSession>()>& open_session) {
  const Descriptor epoll(check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1"));
  watch(epoll.get(), listener);
  watch(epoll.get(), stop);
  check(fcntl(listener, F_SETFL, O_NONBLOCK), "fcntl");
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  std::array<epoll_event, 64> events;
  std::vector<std::unique_ptr<workloads::StreamSession>> sessions;  // by descriptor
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
        const auto place = static_cast<std::size_t>(connection);
        if (sessions.size() <= place) sessions.resize(place + 1);
        sessions[place] = open_session();
      } else if (!answer(descriptor, *sessions[static_cast<std::size_t>(descriptor)], buffer)) {
        close(descriptor);
      }
    }
  }
}

}  // namespace harness
