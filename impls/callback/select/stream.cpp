// callback/select: select(2) over two sets of descriptors, handed over and looked through whole, every time.
#include <sys/select.h>

#include <algorithm>
#include <cerrno>

#include "impls/substrate/readiness/callbacks.h"
#include "workloads/registry.h"

namespace impls {
namespace {

using namespace substrate;
using readiness::Interest;

constexpr int most_connections = 1000;  // of FD_SETSIZE descriptors; the rest are for the process itself

class Select final : public readiness::Poller {
 public:
  Select() {
    FD_ZERO(&readable_);
    FD_ZERO(&writable_);
  }

  void watch(int descriptor, Interest interest) override {
    forget(descriptor);
    FD_SET(descriptor, interest == Interest::readable ? &readable_ : &writable_);
    end_ = std::max(end_, descriptor + 1);
  }

  void forget(int descriptor) override {
    FD_CLR(descriptor, &readable_);
    FD_CLR(descriptor, &writable_);
    while (end_ > 0 && !FD_ISSET(end_ - 1, &readable_) && !FD_ISSET(end_ - 1, &writable_)) --end_;
  }

  void wait(std::vector<int>& ready) override {
    fd_set readable = readable_;
    fd_set writable = writable_;
    int left = select(end_, &readable, &writable, nullptr, nullptr);
    if (left < 0 && errno == EINTR) return;
    check(left, "select");
    for (int one = 0; left > 0; ++one) {
      if (!FD_ISSET(one, &readable) && !FD_ISSET(one, &writable)) continue;
      ready.push_back(one);
      --left;
    }
  }

 private:
  fd_set readable_;
  fd_set writable_;
  int end_ = 0;  // the highest watched, and one
};

void serve(const workloads::StreamService& service) {
  readiness::serve_with_callbacks(
      service, [] { return std::make_unique<Select>(); }, most_connections);
}

FIVEWAYS_STREAM(serve, .max_connections = most_connections, .limit_reason = "select takes descriptors below FD_SETSIZE, 1 024",
                .threads = "one loop a thread, sharing the listener and the 1 000 connections",
                .remark = "the kernel and the loop look through every descriptor below the highest, ready or not");

}  // namespace
}  // namespace impls
