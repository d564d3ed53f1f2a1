// Subscribers that read a byte now and then.
#include "harness/load/slow_subscribers.h"

#include <errno.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>

#include "harness/errors.h"
#include "harness/interrupt.h"
#include "harness/load/clock.h"

namespace harness {
namespace {

constexpr int welcome_patience_ms = 10'000;

}  // namespace

SlowSubscribers::SlowSubscribers(const Address& address, const Audience& audience, int count, std::chrono::nanoseconds interval)
    : audience_(audience), interval_ns_(static_cast<std::uint64_t>(interval.count())), buffer_(64 * 1024) {
  for (int i = 0; i < count; ++i) {
    Subscriber& one = subscribers_.emplace_back(connect_to(address), audience.open_subscriber());
    const workloads::Bytes introduction = one.session->introduction();
    check(send(one.socket.get(), introduction.data(), introduction.size(), MSG_NOSIGNAL), "send");
    while (!one.session->welcome()) {
      pollfd ready{.fd = one.socket.get(), .events = POLLIN, .revents = 0};
      if (poll(&ready, 1, welcome_patience_ms) > 0 && receive_some(one, buffer_.size())) continue;
      throw NotAccepted(fmt::format("only {} of {} slow subscribers were welcomed", i, count));
    }
  }
  begun_ns_ = now_ns();
}

SlowSubscribers::~SlowSubscribers() = default;

void SlowSubscribers::move(std::uint64_t now_ns) {
  const std::uint64_t due = (now_ns - begun_ns_) * subscribers_.size() / interval_ns_;
  for (; turns_ < due; ++turns_) {
    Subscriber& one = subscribers_[turns_ % subscribers_.size()];
    if (one.socket && receive_some(one, 1)) ++bytes_moved_;
  }
}

bool SlowSubscribers::finish(std::chrono::nanoseconds patience) {
  const std::uint64_t end = now_ns() + static_cast<std::uint64_t>(patience.count());
  const auto waits = [this](const Subscriber& one) { return one.socket && one.session->last() < audience_.published(); };
  while (std::ranges::any_of(subscribers_, waits)) {
    if (now_ns() > end || interrupted()) return false;
    bool any = false;
    for (Subscriber& one : subscribers_)
      while (waits(one) && receive_some(one, buffer_.size())) any = true;
    if (!any) poll(nullptr, 0, 1);
  }
  return true;
}

// False if nothing had come.
bool SlowSubscribers::receive_some(Subscriber& one, std::size_t at_most) {
  const ssize_t size = recv(one.socket.get(), buffer_.data(), std::min(at_most, buffer_.size()), MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  const bool wrong = size > 0 && one.session->on_delivery(workloads::Bytes(buffer_).first(static_cast<std::size_t>(size))).wrong;
  if (size > 0 && !wrong) return true;
  wrong ? ++wrong_ : ++disconnected_;
  one.socket.reset();
  return false;
}

}  // namespace harness
