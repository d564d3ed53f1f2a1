#pragma once
// The shape `readiness`: a client whose library owns the socket. What carries it only waits until that socket is ready, and lets it go on.

#include <concepts>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "workloads/computation.h"

namespace workloads {

/// What a session waits for at its socket.
enum class Interest {
  readable,
  writable,
  nothing,  ///< its part of the run is done, or it has failed: the workload knows
};

/// One connection of such a library. Used by one thread at a time.
struct ReadinessSession {
  virtual ~ReadinessSession() = default;

  /// At the beginning of a run: connects if it is not connected, and blocks for that. False if it cannot; then it takes no part.
  virtual bool open() noexcept = 0;
  /// The socket, which the library owns: to be watched, never read, written or closed. The same from `open` to the end of the run.
  virtual int descriptor() const noexcept = 0;

  /// Goes on as far as it can without waiting. Called first without any readiness, then whenever what it waits for is there; calling it
  /// when it is not there costs a system call and harms nothing.
  virtual Interest advance() noexcept = 0;
  /// In the place of all calls of `advance`: its whole part of the run through the library's blocking interface.
  virtual void run_blocking() noexcept = 0;
};

/// What a cell knows of a workload of this shape.
class ReadinessWorkload {
 public:
  int sessions() const { return static_cast<int>(sessions_.size()); }
  ReadinessSession& session(int number) { return *sessions_[static_cast<std::size_t>(number)]; }

 protected:
  ~ReadinessWorkload() = default;
  void add(std::unique_ptr<ReadinessSession> session) { sessions_.push_back(std::move(session)); }

 private:
  std::vector<std::unique_ptr<ReadinessSession>> sessions_;
};

/// A Cell is constructed with a ReadinessWorkload& and the number of workers, keeps its threads between runs, and has `void run()`, which
/// opens every session and returns when each waits for nothing any more. It is no template: sessions are type-erased. Failures are the
/// workload's to tell: its `digest()` throws a sentence, and the sessions that failed connect anew in the next run.
struct ReadinessShape {
  static constexpr std::string_view name = "readiness";
  template <class Cell, std::derived_from<ReadinessWorkload> W>
  using Filled = FilledCell<Cell, W>;
};

}  // namespace workloads
