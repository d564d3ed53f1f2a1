#pragma once
// Threads of a service that compute what its loops must not be held up by.

#include <chrono>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

#include "impls/substrate/completion.h"
#include "impls/substrate/posix/descriptor.h"
#include "impls/substrate/posix/handoff.h"
#include "workloads/shapes/exchange.h"

namespace impls::substrate {

class OffloadedWork;

/// As many threads as the service has loops, one queue; started by the first work. Any loop may put work in.
class Offload {
 public:
  explicit Offload(int threads) : threads_(threads) {}
  /// Waits for the work that has begun.
  ~Offload();
  Offload(const Offload&) = delete;
  Offload& operator=(const Offload&) = delete;

  void put(OffloadedWork& work);

 private:
  void compute_all();

  int threads_;
  Handoff<OffloadedWork*> queue_;
  std::mutex mutex_;
  std::list<std::jthread> running_;
};

/// Where a loop hears of its work that is done: it waits for the descriptor. Must outlive the work.
class OffloadResults {
 public:
  OffloadResults();
  OffloadResults(const OffloadResults&) = delete;
  OffloadResults& operator=(const OffloadResults&) = delete;

  /// From any thread.
  void add(OffloadedWork& work);

  /// An eventfd, readable once there is something to deliver.
  int descriptor() const { return arrived_.get(); }
  /// Completes what is done, on the loop's thread.
  void deliver();

 private:
  Descriptor arrived_;
  std::mutex mutex_;
  std::vector<OffloadedWork*> done_;
};

/// What a model has computed elsewhere: a session's step. Not destroyed while it runs.
class OffloadedWork {
 public:
  OffloadedWork(Offload& offload, OffloadResults& results) : offload_(offload), results_(results) {}

  /// `completion` is called, once, by the loop's thread when it is done, whatever stops.
  void start(workloads::ExchangeSession& session, Completion& completion);
  std::chrono::nanoseconds took() const { return took_; }

 private:
  friend class Offload;
  friend class OffloadResults;

  Offload& offload_;
  OffloadResults& results_;
  workloads::ExchangeSession* session_ = nullptr;
  Completion* completion_ = nullptr;
  std::chrono::nanoseconds took_{};
};

}  // namespace impls::substrate
