// Threads of a service that compute.
#include "impls/substrate/exchange/offload.h"

#include <sys/eventfd.h>

#include <utility>

#include "impls/substrate/exchange/compute.h"
#include "impls/substrate/posix/sockets.h"

namespace impls::substrate {

Offload::~Offload() { queue_.close(); }

void Offload::put(OffloadedWork& work) {
  {
    const std::lock_guard lock(mutex_);
    while (std::ssize(running_) < threads_) running_.emplace_back([this] { compute_all(); });
  }
  queue_.put(&work);
}

void Offload::compute_all() {
  while (const auto taken = queue_.take()) {
    OffloadedWork& work = **taken;
    work.took_ = compute_timed(*work.session_);
    work.results_.add(work);
  }
}

OffloadResults::OffloadResults() : arrived_(check(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")) {}

void OffloadResults::add(OffloadedWork& work) {
  const std::lock_guard lock(mutex_);  // to the end: once it is found, the loop may end and take all this with it
  done_.push_back(&work);
  eventfd_write(arrived_.get(), 1);
}

void OffloadResults::deliver() {
  std::vector<OffloadedWork*> done;
  {
    const std::lock_guard lock(mutex_);
    eventfd_t count = 0;
    eventfd_read(arrived_.get(), &count);
    done.swap(done_);
  }
  for (OffloadedWork* const one : done) std::exchange(one->completion_, nullptr)->on_complete();
}

void OffloadedWork::start(workloads::ExchangeSession& session, Completion& completion) {
  session_ = &session;
  completion_ = &completion;
  offload_.put(*this);
}

}  // namespace impls::substrate
