#pragma once
// What the ping_pong cells can place where, and two threads that are kept there.

#include <functional>
#include <string>

#include "impls/substrate/posix/cpus.h"
#include "impls/substrate/std/crew.h"
#include "workloads/shapes/ping_pong.h"

namespace impls::ping_pong {

/// For Traits::refuses of cells whose parties share one thread.
inline std::string one_thread_refuses(const workloads::Parameters& parameters) {
  return workloads::placement_of(parameters) == workloads::Placement::same_core ? "" : "both parties run on one thread, so on one core";
}

/// For Traits::refuses of cells that place two threads.
inline std::string two_threads_refuse(const workloads::Parameters& parameters) {
  const bool enough = workloads::placement_of(parameters) == workloads::Placement::same_core || substrate::usable_cpus().size() > 1;
  return enough ? "" : "two cores are asked for and the process may use one CPU";
}

inline constexpr std::string_view two_threads = "the caller is party 0, a second thread party 1; both pinned";

/// The caller's thread and another, each pinned for the life of this. Of the CPUs that the process may use: both on the last, or
/// the caller on the last and the other on the first.
class TwoThreads {
 public:
  explicit TwoThreads(workloads::Placement placement) : TwoThreads(placement, substrate::usable_cpus()) {}

  /// Calls body(party) on both, party 0 on the caller's, and returns when both have returned.
  void run(const std::function<void(int)>& body) { crew_.run(body); }

 private:
  TwoThreads(workloads::Placement placement, const std::vector<int>& cpus) : caller_(cpus.back()), crew_(2) {
    const int other = placement == workloads::Placement::same_core ? cpus.back() : cpus.front();
    crew_.run([other](int party) {
      if (party == 1) substrate::pin_this_thread(other);
    });
  }

  substrate::Pinned caller_;
  std_backend::Crew crew_;
};

}  // namespace impls::ping_pong
