#pragma once
// A cell of the shape `readiness` whose sessions share one thread's loop: what the model begins each with is all that differs.

#include <fcntl.h>

#include <cstddef>
#include <string_view>

#include "impls/substrate/posix/descriptor.h"
#include "impls/substrate/posix/sockets.h"
#include "workloads/shapes/readiness.h"

namespace impls::substrate {

/// The session's socket under a descriptor of our own, so that it can be watched and let go like any other: what a loop watches is the
/// open file behind it.
inline Descriptor watched(const workloads::ReadinessSession& session) {
  return Descriptor(check(fcntl(session.descriptor(), F_DUPFD_CLOEXEC, 0), "fcntl F_DUPFD_CLOEXEC"));
}

/// One session's part of a run, as its model sees it.
class SessionPart {
 public:
  SessionPart(workloads::ReadinessSession& session, std::size_t& going) : session_(&session), going_(&going) {}

  /// The library's socket.
  int descriptor() const { return session_->descriptor(); }
  Descriptor watched() const { return substrate::watched(*session_); }

  workloads::Interest advance() { return session_->advance(); }
  /// The last that a model does in this part.
  void end() { --*going_; }

 private:
  workloads::ReadinessSession* session_;
  std::size_t* going_;
};

/// See workloads::ReadinessShape. A Loop has `run_while(going)`, which waits and calls who waits until `going` is 0. `start` begins a
/// part; it, or what it leaves with the loop, calls `end` once.
template <class Loop, void (*start)(Loop&, SessionPart)>
class SessionsOnLoop {
 public:
  SessionsOnLoop(workloads::ReadinessWorkload& workload, int /*workers*/) : workload_(workload) {}

  void run() {
    std::size_t going = 0;
    for (int i = 0; i < workload_.sessions(); ++i) {
      if (!workload_.session(i).open()) continue;
      ++going;
      start(loop_, {workload_.session(i), going});
    }
    loop_.run_while(going);
  }

  Loop& loop() { return loop_; }

 private:
  workloads::ReadinessWorkload& workload_;
  Loop loop_;
};

inline constexpr std::string_view one_loop_for_sessions = "one loop carries all connections";

}  // namespace impls::substrate
