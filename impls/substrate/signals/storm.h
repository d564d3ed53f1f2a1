#pragma once
// What every cell of `signals` shares: who sends, which signals, what a delivery leads to, and that the process is left as it was found.

#include <signal.h>

#include <array>
#include <cstddef>
#include <semaphore>
#include <thread>
#include <vector>

#include "impls/substrate/posix/cpus.h"
#include "workloads/shapes/signals.h"

namespace impls::signals {

/// The signals of a storm, blocked in the thread that makes this one and in those that it starts. When it ends, what is pending is taken
/// and the mask is as it was. Cells are made and end on one thread.
class Blocked {
 public:
  explicit Blocked(const sigset_t& set);
  ~Blocked();
  Blocked(const Blocked&) = delete;

 private:
  sigset_t set_;
  sigset_t before_;
};

/// Lets handlers run on the calling thread for as long as it lives.
class Unblocked {
 public:
  explicit Unblocked(const sigset_t& set);
  ~Unblocked();
  Unblocked(const Unblocked&) = delete;

 private:
  sigset_t before_;
};

/// A thread, kept between runs, sends the bursts with sigqueue to the process; a receiver of any kind says what it was delivered. A burst
/// that may coalesce is ended by a second signal of a higher number, which the kernel delivers after the first. The caller is
/// kept on the last CPU that it may use, the sender there too or on the first. Make it before what receives, and before any thread that
/// does.
class Storm {
 public:
  explicit Storm(workloads::Signals& signals) : Storm(signals, substrate::usable_cpus()) {}
  ~Storm();
  Storm(const Storm&) = delete;
  Storm& operator=(const Storm&) = delete;

  /// The signals to wait for: {the storm's, the one that ends a burst}.
  const std::array<int, 2>& numbers() const { return numbers_; }
  const sigset_t& set() const { return set_; }

  /// Begins a run; on the thread that receives.
  void begin();
  /// One delivery, on the thread that receives. True: it was the last of the run.
  bool deliver(int number);

 private:
  bool marked(std::size_t burst) const { return !signals_.queued() && signals_.size(burst) > 1; }
  Storm(workloads::Signals& signals, const std::vector<int>& cpus);
  void send_all();
  void send(int number) const;

  workloads::Signals& signals_;
  const std::array<int, 2> numbers_;
  const sigset_t set_;
  const Blocked blocked_;
  const substrate::Pinned receiver_;
  std::size_t burst_ = 0;
  std::size_t left_ = 0;  // of the burst
  bool ending_ = false;
  std::counting_semaphore<> orders_{0};  // to send the next burst, the first one of a run included
  std::jthread sender_;
};

}  // namespace impls::signals
