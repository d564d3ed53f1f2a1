#pragma once
// A child process that a test leads step by step, over two pipes, without a sleep.

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <functional>

#include "harness/descriptor.h"
#include "harness/errors.h"

namespace harness {

/// What the child holds: it waits for the test's next word and answers when it has done what was asked.
struct Lead {
  int in;
  int out;
  /// False when the test has no more to ask.
  bool wait() const {
    char word;
    return ::read(in, &word, 1) == 1;
  }
  void answer() const {
    if (::write(out, "a", 1) != 1) _exit(1);
  }
};

/// Runs `body` in a forked process, which ends without running the test program's exit handlers.
class Child {
 public:
  explicit Child(const std::function<void(Lead)>& body) {
    int down[2], up[2];
    check(pipe(down), "pipe");
    check(pipe(up), "pipe");
    pid_ = check(fork(), "fork");
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      close(down[1]);
      close(up[0]);
      body({.in = down[0], .out = up[1]});
      _exit(0);
    }
    close(down[0]);
    close(up[1]);
    down_.reset(down[1]);
    up_.reset(up[0]);
  }
  ~Child() { end(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }
  void tell() const { check(::write(down_.get(), "t", 1), "write to the child"); }
  bool answered() const {
    char word;
    return ::read(up_.get(), &word, 1) == 1;
  }
  /// One step: told, and answered.
  bool step() const {
    tell();
    return answered();
  }
  /// Lets it run out and waits for it; it is a zombie no more.
  void end() {
    if (pid_ <= 0) return;
    down_.reset();
    up_.reset();
    kill(pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
  }

 private:
  pid_t pid_ = -1;
  Descriptor down_;
  Descriptor up_;
};

/// Computes until the calling process has used `cpu` of CPU time.
inline void burn(std::chrono::nanoseconds cpu) {
  const auto used = [] {
    timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  };
  for (const auto end = used() + cpu; used() < end;)
    for (volatile int i = 0; i < 1000;) i = i + 1;
}

}  // namespace harness
