// callback/poll: poll(2) over one array of descriptors, handed over and looked through whole, every time.
#include <poll.h>

#include <cerrno>

#include "impls/substrate/readiness/callbacks.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;
using readiness::Interest;

class Poll final : public readiness::Poller {
 public:
  void watch(int descriptor, Interest interest) override {
    const auto index = static_cast<std::size_t>(descriptor);
    if (places_.size() <= index) places_.resize(2 * index + 1, nowhere);
    if (places_[index] == nowhere) {
      places_[index] = watched_.size();
      watched_.push_back({.fd = descriptor, .events = 0, .revents = 0});
    }
    watched_[places_[index]].events = interest == Interest::readable ? POLLIN : POLLOUT;
  }

  // The last one takes its place.
  void forget(int descriptor) override {
    std::size_t& place = places_[static_cast<std::size_t>(descriptor)];
    watched_[place] = watched_.back();
    places_[static_cast<std::size_t>(watched_[place].fd)] = place;
    place = nowhere;
    watched_.pop_back();
  }

  void wait(std::vector<int>& ready) override {
    int left = poll(watched_.data(), watched_.size(), -1);
    if (left < 0 && errno == EINTR) return;
    check(left, "poll");
    for (auto one = watched_.begin(); left > 0; ++one) {
      if (one->revents == 0) continue;
      ready.push_back(one->fd);
      --left;
    }
  }

 private:
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

  std::vector<pollfd> watched_;
  std::vector<std::size_t> places_;  // in watched_, by descriptor
};

void serve(const workloads::StreamService& service) {
  readiness::serve_with_callbacks(service, [] { return std::make_unique<Poll>(); });
}

FIVEWAYS_STREAM(serve, .threads = "one loop a thread, sharing the listener; a new connection wakes them all",
                .remark = "the kernel and the loop look through every descriptor, ready or not");

}  // namespace
}  // namespace impls
