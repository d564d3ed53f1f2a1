// One plain epoll loop, level-triggered: reads, writes at once, and polls for the rest of a reply that did not fit.
#include "loop.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <map>
#include <memory>
#include <system_error>
#include <vector>

namespace faulty {
namespace {

struct Connection {
  std::unique_ptr<workloads::StreamSession> session;
  std::vector<std::byte> unsent;
};

class Loop {
 public:
  Loop(const workloads::StreamService& service, const Fault& fault)
      : service_(service), fault_(fault), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
    fcntl(service_.listener, F_SETFL, fcntl(service_.listener, F_GETFL) | O_NONBLOCK);
    if (fault_.accepts) watch(EPOLL_CTL_ADD, service_.listener, EPOLLIN);
    if (fault_.heeds_stop) watch(EPOLL_CTL_ADD, service_.stop, EPOLLIN);
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() {
    for (const auto& [descriptor, connection] : connections_) ::close(descriptor);
    ::close(epoll_);
  }

  void run() {
    for (std::array<epoll_event, 64> events;;) {
      const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        const int descriptor = event.data.fd;
        if (descriptor == service_.stop) return;
        if (descriptor == service_.listener)
          accept_one();
        else if (!advance(descriptor, connections_.at(descriptor), event.events))
          drop(descriptor);
      }
      fault_.after_events();
    }
  }

 private:
  void watch(int operation, int descriptor, std::uint32_t events) {
    epoll_event event{.events = events, .data = {.fd = descriptor}};
    epoll_ctl(epoll_, operation, descriptor, &event);
  }

  void accept_one() {
    const int descriptor = accept4(service_.listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) return;
    connections_[descriptor].session = service_.workload.open_session(nullptr);
    watch(EPOLL_CTL_ADD, descriptor, EPOLLIN);
  }

  void drop(int descriptor) {
    connections_.erase(descriptor);
    ::close(descriptor);
  }

  // False if the connection has ended.
  bool advance(int descriptor, Connection& connection, std::uint32_t events) {
    auto& unsent = connection.unsent;
    const bool waited = !unsent.empty();
    if (waited && !send_unsent(descriptor, unsent)) return false;
    if ((events & ~std::uint32_t{EPOLLOUT}) != 0 && (unsent.empty() || !fault_.bounded) && !answer(descriptor, connection)) return false;
    if (waited || !unsent.empty())
      watch(EPOLL_CTL_MOD, descriptor, (unsent.empty() ? 0U : EPOLLOUT) | (unsent.empty() || !fault_.bounded ? EPOLLIN : 0U));
    return true;
  }

  bool answer(int descriptor, Connection& connection) {
    const ssize_t count = recv(descriptor, buffer_.data(), buffer_.size(), 0);
    if (count <= 0) return count < 0 && (errno == EAGAIN || errno == EINTR);
    fault_.on_input(std::span(buffer_).first(static_cast<std::size_t>(count)));
    const auto reply = connection.session->on_input(std::span(buffer_).first(static_cast<std::size_t>(count)));
    auto& unsent = connection.unsent;
    const auto start = static_cast<std::ptrdiff_t>(unsent.size());
    unsent.insert(unsent.end(), reply.bytes.begin(), reply.bytes.end());
    switch (fault_.on_reply(++replies_, std::span(unsent).subspan(static_cast<std::size_t>(start)))) {
      case Then::close:
        return false;
      case Then::drop:
        unsent.erase(unsent.begin() + start, unsent.end());
        break;
      case Then::send:
        break;
    }
    return send_unsent(descriptor, unsent);
  }

  static bool send_unsent(int descriptor, std::vector<std::byte>& unsent) {
    const ssize_t count = send(descriptor, unsent.data(), unsent.size(), MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (count > 0) unsent.erase(unsent.begin(), unsent.begin() + count);
    return true;
  }

  const workloads::StreamService& service_;
  const Fault& fault_;
  int epoll_;
  std::map<int, Connection> connections_;
  std::array<std::byte, workloads::receive_buffer_bytes> buffer_;
  std::uint64_t replies_ = 0;
};

}  // namespace

void serve(const workloads::StreamService& service, const Fault& fault) { Loop(service, fault).run(); }

}  // namespace faulty
