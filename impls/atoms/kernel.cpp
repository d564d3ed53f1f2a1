// Atoms: asking the kernel.
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <chrono>

#include "impls/atoms/opaque.h"
#include "impls/substrate/posix/descriptor.h"
#include "impls/substrate/posix/sockets.h"
#include "workloads/atoms.h"

namespace impls::atoms {
namespace {

using substrate::check;
using workloads::AtomRun;
using workloads::make_atom;

struct SystemCall final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i) done += syscall(SYS_getppid) >= 0;
    return done;
  }
};

struct Clock final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i) done += std::chrono::steady_clock::now().time_since_epoch().count() > 0;
    return done;
  }
};

struct ArmTimer final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i) {
      const itimerspec in_a_minute{.it_interval = {}, .it_value = {.tv_sec = 60, .tv_nsec = i % 1000}};
      done += check(timerfd_settime(timer.get(), 0, &in_a_minute, nullptr), "timerfd_settime") == 0;
    }
    return done;
  }
  substrate::Descriptor timer{check(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), "timerfd_create")};
};

[[maybe_unused]] const bool registered = workloads::add_atoms(
    "kernel",
    {{.name = "clock", .operation = "std::chrono::steady_clock::now (no system call where the vDSO answers)", .make = make_atom<Clock>},
     {.name = "system_call", .operation = "getppid, by syscall(2)", .make = make_atom<SystemCall>},
     {.name = "timerfd", .operation = "a timerfd armed anew, never due", .make = make_atom<ArmTimer>}});

}  // namespace
}  // namespace impls::atoms
