#pragma once
// How services keep threads apart where the sessions of one server share something: one mutex, or nothing where one thread does it all.

#include <memory>
#include <mutex>

#include "workloads/shapes/exchange.h"
#include "workloads/shapes/stream.h"

namespace impls::substrate {

/// One mutex for all that is shared; any thread may lock it.
class OneMutex final : public workloads::Exclusion {
 public:
  void lock() override { mutex_.lock(); }
  void unlock() override { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

/// A service as loops are given it: one loop needs nothing, several share a mutex. Outlives the loops.
class SharedByLoops {
 public:
  explicit SharedByLoops(const workloads::StreamService& given) : service(given) {
    if (given.threads > 1) service.exclusion = &mutex_;
  }
  SharedByLoops(const SharedByLoops&) = delete;
  SharedByLoops& operator=(const SharedByLoops&) = delete;

 private:
  OneMutex mutex_;

 public:
  workloads::StreamService service;
};

/// The server's half of a new connection, as each kind of service opens it.
inline std::unique_ptr<workloads::StreamSession> open_session(const workloads::StreamService& service) {
  return service.workload.open_session(service.exclusion);
}
inline std::unique_ptr<workloads::ExchangeSession> open_session(const workloads::ExchangeService& service) {
  return service.workload.open_session();
}

}  // namespace impls::substrate
