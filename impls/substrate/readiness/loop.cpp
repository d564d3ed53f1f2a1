// The loop of the textbook's backends.
#include "impls/substrate/readiness/loop.h"

#include <sys/socket.h>

#include <utility>

namespace impls::substrate::readiness {
namespace {

constexpr int accepted_at_once = 32;

}  // namespace

Loop::Loop(const workloads::StreamService& service, Poller& poller, OpenStream open, std::size_t most)
    : service_(service), poller_(poller), open_(open), most_(most), listener_(service.listener, Calls::non_blocking) {
  poller_.watch_shared(service_.stop);
  listen_if_not_full();
}

void Loop::run() {
  std::vector<int> ready;
  while (!stopped_ || count_ > 0) {
    ready.clear();
    poller_.wait(ready);
    bool stopping = false;
    for (const int descriptor : ready) {
      const auto index = static_cast<std::size_t>(descriptor);
      if (descriptor == service_.stop)
        stopping = true;
      else if (descriptor == service_.listener)
        accept();
      else if (index < streams_.size() && streams_[index] != nullptr)  // it may have ended since
        streams_[index]->waiter_->on_ready();
    }
    if (stopping) stop();
  }
}

// Several connections a call: to come back for the next costs a look at all that there are.
void Loop::accept() {
  for (int i = 0; i < accepted_at_once && listening_; ++i) {
    Descriptor socket = listener_.accept();
    if (!socket) return;
    open_(std::make_unique<Stream>(*this, std::move(socket)), service_.workload.open_session(service_.exclusion));
  }
}

void Loop::stop() {
  stopped_ = true;
  poller_.forget(service_.stop);
  if (std::exchange(listening_, false)) poller_.forget(service_.listener);
  for (const Stream* one : streams_) {
    if (one == nullptr) continue;
    shutdown(one->socket_.get(), SHUT_RDWR);
    poller_.watch(one->socket_.get(), Interest::readable);  // what was shut down is that; to select it is not always writable
  }
}

void Loop::listen_if_not_full() {
  const bool wanted = !stopped_ && count_ < most_;
  if (wanted == listening_) return;
  wanted ? poller_.watch_shared(service_.listener) : poller_.forget(service_.listener);
  listening_ = wanted;
}

Stream::Stream(Loop& loop, Descriptor socket) : loop_(loop), socket_(std::move(socket)) {
  const auto index = static_cast<std::size_t>(socket_.get());
  if (loop_.streams_.size() <= index) loop_.streams_.resize(2 * index + 1);
  loop_.streams_[index] = this;
  ++loop_.count_;
  loop_.poller_.watch(socket_.get(), interest_);
  loop_.listen_if_not_full();
}

Stream::~Stream() {
  loop_.poller_.forget(socket_.get());
  loop_.streams_[static_cast<std::size_t>(socket_.get())] = nullptr;
  --loop_.count_;
  loop_.listen_if_not_full();
}

void Stream::wait(Interest interest, Waiter& waiter) {
  waiter_ = &waiter;
  if (std::exchange(interest_, interest) != interest) loop_.poller_.watch(socket_.get(), interest);
}

}  // namespace impls::substrate::readiness
