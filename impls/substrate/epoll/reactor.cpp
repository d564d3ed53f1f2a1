// The reactor of the `epoll` backend.
#include "impls/substrate/epoll/reactor.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

#include <cerrno>
#include <chrono>
#include <utility>

namespace impls::substrate {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int events_at_once = 128;
constexpr std::uintptr_t watched = 1;  // marks the address of a Waiter

void control(const Descriptor& epoll, int operation, int descriptor, std::uint32_t interest, void* pointer) {
  epoll_event event{.events = interest, .data = {.ptr = pointer}};
  check(epoll_ctl(epoll.get(), operation, descriptor, &event), "epoll_ctl");
}

}  // namespace

Reactor::Reactor() : epoll_(check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")), timers_(Clock::now()) {}

Reactor::Reactor(int stop, int listener, Waiter& acceptor) : Reactor() {
  listener_ = listener;
  acceptor_ = &acceptor;
  control(epoll_, EPOLL_CTL_ADD, stop, EPOLLIN | EPOLLONESHOT, nullptr);
  control(epoll_, EPOLL_CTL_ADD, listener, EPOLLIN | EPOLLEXCLUSIVE, this);
}

// Where nobody waits, what is level-triggered would be reported for ever. EPOLLET alone asks for nothing and is told once of a failure.
inline void Reactor::on_ready(Stream& stream) {
  if (stream.waiter_ != nullptr)
    stream.waiter_->on_ready();
  else if (stream.interest_ != EPOLLET)
    stream.change(EPOLLET);
}

void Reactor::turn() {
  set_alarm();
  std::array<epoll_event, events_at_once> events;
  const int ready = epoll_wait(epoll_.get(), events.data(), events_at_once, -1);
  if (ready < 0 && errno == EINTR) return;
  check(ready, "epoll_wait");
  bool stopping = false;
  bool due = false;
  for (pending_ = std::span(events).first(static_cast<std::size_t>(ready)); !pending_.empty();) {
    void* const source = pending_.front().data.ptr;
    pending_ = pending_.subspan(1);
    if (source == nullptr)
      stopping = true;
    else if (source == this)
      acceptor_->on_ready();
    else if (source == &timers_)
      due = true;
    else if (const auto address = reinterpret_cast<std::uintptr_t>(source); (address & watched) != 0)
      reinterpret_cast<Waiter*>(address & ~watched)->on_ready();
    else
      on_ready(*static_cast<Stream*>(source));
  }
  if (stopping) stop();
  if (stopped_) return fire_all();
  if (!due) return;
  alarm_at_ = Timers::Time::max();
  timers_.fire(Clock::now());
}

// A timerfd wakes some 50 us sooner after the deadline than a time-out of epoll, to which the kernel adds the thread's timer slack. Edge-
// triggered, it need not be read; one that is set too early, for a deadline since cancelled, is left alone.
void Reactor::set_alarm() {
  const Timers::Time at = timers_.earliest();
  if (at >= alarm_at_) return;
  if (!alarm_) {
    alarm_.reset(check(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC), "timerfd_create"));
    control(epoll_, EPOLL_CTL_ADD, alarm_.get(), EPOLLIN | EPOLLET, &timers_);
  }
  const auto since_epoch = at.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since_epoch);
  const itimerspec when{.it_interval = {}, .it_value = {.tv_sec = seconds.count(), .tv_nsec = (since_epoch - seconds).count()}};
  check(timerfd_settime(alarm_.get(), TFD_TIMER_ABSTIME, &when, nullptr), "timerfd_settime");
  alarm_at_ = at;
}

void Reactor::watch(int descriptor, Waiter& waiter) {
  control(epoll_, EPOLL_CTL_ADD, descriptor, EPOLLIN, reinterpret_cast<void*>(reinterpret_cast<std::uintptr_t>(&waiter) | watched));
}

void Reactor::stop() {
  stopped_ = true;
  control(epoll_, EPOLL_CTL_DEL, listener_, 0, nullptr);
  for (Stream* one = first_; one != nullptr; one = one->next_) one->shut_down();
}

void Reactor::fire_all() {
  for (auto at = timers_.earliest(); at != Timers::Time::max(); at = timers_.earliest()) timers_.fire(at);
}

// One that ends before its event of this turn was looked at: the event becomes that of a deadline, of which there may be none.
void Reactor::forget(const Stream& stream) {
  for (epoll_event& event : pending_)
    if (event.data.ptr == &stream) event.data.ptr = &timers_;
}

Stream::Stream(Reactor& reactor, Descriptor socket) : reactor_(reactor), socket_(std::move(socket)), interest_(EPOLLIN) {
  control(reactor_.epoll_, EPOLL_CTL_ADD, socket_.get(), interest_, this);
  next_ = std::exchange(reactor_.first_, this);
  if (next_ != nullptr) next_->previous_ = this;
}

Stream::~Stream() {
  reactor_.forget(*this);
  (previous_ != nullptr ? previous_->next_ : reactor_.first_) = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
}

void Stream::stop_watching() { control(reactor_.epoll_, EPOLL_CTL_DEL, socket_.get(), 0, nullptr); }

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
