// How blocking servers are stopped.
#include "impls/substrate/posix/stop_watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>

#include "impls/substrate/posix/sockets.h"

namespace impls::substrate {

Connections::Entry::Entry(Connections& connections, int socket) : connections_(connections), socket_(socket) {
  const std::lock_guard lock(connections.mutex_);
  if (connections.stopped_) shutdown(socket, SHUT_RDWR);
  next_ = std::exchange(connections.first_, this);
  if (next_ != nullptr) next_->previous_ = this;
}

Connections::Entry::~Entry() {
  const std::lock_guard lock(connections_.mutex_);
  (previous_ != nullptr ? previous_->next_ : connections_.first_) = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
}

void Connections::shut_down_all() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  for (Entry* one = first_; one != nullptr; one = one->next_) shutdown(one->socket_, SHUT_RDWR);
}

StopWatch::StopWatch(int stop, int listener)
    : dismissed_(check(eventfd(0, EFD_CLOEXEC), "eventfd")), thread_([this, stop, listener] { watch(stop, listener); }) {}

StopWatch::~StopWatch() {
  eventfd_write(dismissed_.get(), 1);
  thread_.join();
}

void StopWatch::watch(int stop, int listener) {
  std::array<pollfd, 2> either{pollfd{.fd = stop, .events = POLLIN, .revents = 0},
                               pollfd{.fd = dismissed_.get(), .events = POLLIN, .revents = 0}};
  while (poll(either.data(), either.size(), -1) < 0) {
  }
  if (either[0].revents == 0) return;
  shutdown(listener, SHUT_RDWR);
  connections.shut_down_all();
}

}  // namespace impls::substrate
