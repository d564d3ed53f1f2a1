// The reactor of the `epoll` backend.
#include "impls/substrate/epoll/reactor.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace impls::substrate {
namespace {

constexpr int events_at_once = 128;

void control(const Descriptor& epoll, int operation, int descriptor, std::uint32_t interest, void* pointer) {
  epoll_event event{.events = interest, .data = {.ptr = pointer}};
  check(epoll_ctl(epoll.get(), operation, descriptor, &event), "epoll_ctl");
}

}  // namespace

Reactor::Reactor(int stop, int listener, Waiter& acceptor)
    : epoll_(check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")), listener_(listener), acceptor_(&acceptor) {
  control(epoll_, EPOLL_CTL_ADD, stop, EPOLLIN | EPOLLONESHOT, nullptr);
  control(epoll_, EPOLL_CTL_ADD, listener, EPOLLIN | EPOLLEXCLUSIVE, this);
}

void Reactor::turn() {
  std::array<epoll_event, events_at_once> events;
  const int ready = epoll_wait(epoll_.get(), events.data(), events_at_once, -1);
  if (ready < 0 && errno == EINTR) return;
  check(ready, "epoll_wait");
  bool stopping = false;
  for (int i = 0; i < ready; ++i) {
    void* const source = events[static_cast<std::size_t>(i)].data.ptr;
    if (source == nullptr)
      stopping = true;
    else if (source == this)
      acceptor_->on_ready();
    else
      static_cast<Stream*>(source)->waiter_->on_ready();
  }
  if (stopping) stop();
}

void Reactor::stop() {
  stopped_ = true;
  control(epoll_, EPOLL_CTL_DEL, listener_, 0, nullptr);
  for (const Stream* one = first_; one != nullptr; one = one->next_) shutdown(one->socket_.get(), SHUT_RDWR);
}

Stream::Stream(Reactor& reactor, Descriptor socket) : reactor_(reactor), socket_(std::move(socket)), interest_(EPOLLIN) {
  control(reactor_.epoll_, EPOLL_CTL_ADD, socket_.get(), interest_, this);
  next_ = std::exchange(reactor_.first_, this);
  if (next_ != nullptr) next_->previous_ = this;
}

Stream::~Stream() {
  (previous_ != nullptr ? previous_->next_ : reactor_.first_) = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
}

void Stream::wait_readable(Waiter& waiter) {
  waiter_ = &waiter;
  if (interest_ != EPOLLIN) change(EPOLLIN);
}

void Stream::wait_writable(Waiter& waiter) {
  waiter_ = &waiter;
  if (interest_ != EPOLLOUT) change(EPOLLOUT);
}

void Stream::shut_down() { shutdown(socket_.get(), SHUT_RDWR); }

void Stream::change(std::uint32_t interest) {
  interest_ = interest;
  control(reactor_.epoll_, EPOLL_CTL_MOD, socket_.get(), interest, this);
}

}  // namespace impls::substrate
