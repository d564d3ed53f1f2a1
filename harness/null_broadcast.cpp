// The least that any server of a broadcast on one epoll loop must do.
#include "harness/null_broadcast.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <memory>
#include <vector>

#include "harness/descriptor.h"
#include "harness/errors.h"

namespace harness {
namespace {

void write_all(int socket, workloads::Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t size = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size < 0 && errno != EINTR) return;  // its end will be read
    bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  }
}

class Server {
 public:
  Server(int listener, int stop, const workloads::BroadcastWorkload& workload) : listener_(listener), stop_(stop), workload_(workload) {
    watch(listener);
    watch(stop);
    check(fcntl(listener, F_SETFL, O_NONBLOCK), "fcntl");
  }

  void run() {
    std::array<epoll_event, 64> events;
    for (;;) {
      const int ready = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), -1);
      if (ready < 0 && errno != EINTR) throw_errno("epoll_wait");
      for (int i = 0; i < ready; ++i) {
        const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
        if (descriptor == stop_) return;  // the process ends; its connections with it
        descriptor == listener_ ? accept() : hear(descriptor);
      }
    }
  }

 private:
  struct Connection {
    Descriptor socket;
    std::unique_ptr<workloads::BroadcastSession> session;
  };

  void watch(int descriptor) {
    epoll_event event{.events = EPOLLIN, .data = {.fd = descriptor}};
    check(epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, descriptor, &event), "epoll_ctl");
  }

  void accept() {
    Descriptor socket(accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
    if (!socket) return;
    const int on = 1;
    setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // no such option on a Unix socket
    watch(socket.get());
    const int descriptor = socket.get();
    connections_[descriptor] = {.socket = std::move(socket), .session = workload_.open_session()};
  }

  void hear(int descriptor) {
    const ssize_t size = recv(descriptor, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    workloads::Heard heard{.close = true};
    if (size > 0) heard = connections_[descriptor].session->on_input(workloads::Bytes(buffer_).first(static_cast<std::size_t>(size)));
    write_all(descriptor, heard.reply);
    if (heard.subscribes) subscribers_.push_back(descriptor);
    if (!heard.publishes.empty())
      for (const int one : subscribers_) write_all(one, heard.publishes);
    if (!heard.close) return;
    std::erase(subscribers_, descriptor);
    connections_.erase(descriptor);
  }

  Descriptor epoll_{check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")};
  int listener_;
  int stop_;
  const workloads::BroadcastWorkload& workload_;
  std::map<int, Connection> connections_;
  std::vector<int> subscribers_;
  std::array<std::byte, workloads::receive_buffer_bytes> buffer_;
};

}  // namespace

void serve_null_broadcast(int listener, int stop, const workloads::BroadcastWorkload& workload) { Server(listener, stop, workload).run(); }

}  // namespace harness
