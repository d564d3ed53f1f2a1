#pragma once
// Contestants of shape fork_join that must fail, one for each way to fail. Registered in a test's program only.

#include <signal.h>
#include <unistd.h>

#include <stdexcept>

#include "workloads/cpu/fib.h"
#include "workloads/registry.h"

namespace faulty {

/// Right, but for what it does from its third run on: the first is the verification, the second a slice that still works.
struct Contestant : workloads::Computation {
  explicit Contestant(const workloads::Parameters& parameters) : fib_(parameters) {}
  std::uint64_t run(std::uint64_t nonce) final { return ++runs_ < 3 ? expected(nonce) : misbehave(nonce); }
  std::uint64_t expected(std::uint64_t nonce) final {
    fib_.begin(nonce);
    return fib_.expected();
  }
  std::uint64_t units() const final { return fib_.units(); }
  workloads::ForkCounts fork_counts() const final {
    const auto runs = static_cast<std::uint64_t>(runs_);
    return {.forked = runs * (fib_.leaves() - 1), .run_inline = runs * fib_.leaves(), .stolen = std::nullopt};
  }
  virtual std::uint64_t misbehave(std::uint64_t nonce) = 0;

 private:
  workloads::Fib fib_;
  int runs_ = 0;
};

struct WrongAnswer final : Contestant {
  using Contestant::Contestant;
  std::uint64_t misbehave(std::uint64_t nonce) override { return expected(nonce) + 1; }
};

struct Cached final : Contestant {
  using Contestant::Contestant;
  std::uint64_t misbehave(std::uint64_t) override { return expected(0); }
};

struct Hang final : Contestant {
  using Contestant::Contestant;
  std::uint64_t misbehave(std::uint64_t) override {
    for (;;) pause();
  }
};

struct Crash final : Contestant {
  using Contestant::Contestant;
  std::uint64_t misbehave(std::uint64_t) override {
    signal(SIGSEGV, SIG_DFL);  // a sanitizer's handler would make it an exit
    raise(SIGSEGV);
    return 0;
  }
};

struct Quit final : Contestant {
  using Contestant::Contestant;
  std::uint64_t misbehave(std::uint64_t) override { _exit(7); }
};

struct Throw final : Contestant {
  using Contestant::Contestant;
  std::uint64_t misbehave(std::uint64_t) override { throw std::runtime_error("no more memory for frames"); }
};

/// Does nothing wrong: what the others are told from.
struct Right final : Contestant {
  using Contestant::Contestant;
  std::uint64_t misbehave(std::uint64_t nonce) override { return expected(nonce); }
};

/// Wrong from its first run on, so that it is never ready.
struct NeverRight final : workloads::Computation {
  explicit NeverRight(const workloads::Parameters&) {}
  std::uint64_t run(std::uint64_t) override { return 1; }
  std::uint64_t expected(std::uint64_t) override { return 2; }
  std::uint64_t units() const override { return 1; }
};

template <class C>
bool add(std::string_view backend) {
  return workloads::add({.model = "faulty",
                         .backend = backend,
                         .shape = "fork_join",
                         .file = __FILE__,
                         .traits = {},
                         .body = std::vector<workloads::ComputationEntry>{
                             {.workload = "fib",
                              .make = [](const workloads::Parameters& parameters, int, const workloads::Surroundings&)
                                  -> std::unique_ptr<workloads::Computation> { return std::make_unique<C>(parameters); }}}});
}

/// Registers all of the above as faulty/<name>.
inline void add_all() {
  add<WrongAnswer>("wrong_answer");
  add<Cached>("cached");
  add<Hang>("hang");
  add<Crash>("crash");
  add<Quit>("quit");
  add<Throw>("throw");
  add<Right>("right");
  add<NeverRight>("never_right");
}

}  // namespace faulty
