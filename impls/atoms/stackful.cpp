// Atoms: coroutines with a stack of their own: Boost.Context, Boost.Fiber on top of it, and the C library's ucontext.
#include <ucontext.h>

#include <boost/context/fiber.hpp>
#include <boost/fiber/fiber.hpp>
#include <boost/fiber/operations.hpp>
#include <utility>
#include <vector>

#include "workloads/atoms.h"

namespace impls::atoms {
namespace {

using boost::context::fiber;
using workloads::AtomRun;
using workloads::make_atom;

// A switch there and one back are two operations; an odd one is rounded up and not counted.
class ContextSwitch final : public AtomRun {
 public:
  std::int64_t run(std::int64_t operations) override {
    count_ = 0;
    for (std::int64_t i = 0; i < operations; i += 2) other_ = std::move(other_).resume();
    return 2 * count_ - operations % 2;
  }

 private:
  std::int64_t count_ = 0;
  fiber other_{[this](fiber back) {
    for (;;) {
      ++count_;
      back = std::move(back).resume();
    }
    return back;
  }};
};

struct ContextLife final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i)
      fiber([&done](fiber back) {
        ++done;
        return back;
      }).resume();
    return done;
  }
};

struct FiberYield final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t count = 0;
    boost::fibers::fiber other([&] {
      for (std::int64_t i = 0; i < operations; i += 2) {
        ++count;
        boost::this_fiber::yield();
      }
    });
    for (std::int64_t i = 0; i < operations; i += 2) boost::this_fiber::yield();
    other.join();
    return 2 * count - operations % 2;
  }
};

class Ucontext final : public AtomRun {
 public:
  Ucontext() {
    getcontext(&other_);
    other_.uc_stack = {.ss_sp = stack_.data(), .ss_flags = 0, .ss_size = stack_.size()};
    other_.uc_link = nullptr;
    const auto address = reinterpret_cast<std::uintptr_t>(this);  // makecontext passes ints only
    makecontext(&other_, reinterpret_cast<void (*)()>(&answer), 2, static_cast<unsigned>(address), static_cast<unsigned>(address >> 32));
  }

  std::int64_t run(std::int64_t operations) override {
    count_ = 0;
    for (std::int64_t i = 0; i < operations; i += 2) swapcontext(&own_, &other_);
    return 2 * count_ - operations % 2;
  }

 private:
  static void answer(unsigned low, unsigned high) {
    auto& self = *reinterpret_cast<Ucontext*>(static_cast<std::uintptr_t>(high) << 32 | low);
    for (;;) {
      ++self.count_;
      swapcontext(&self.other_, &self.own_);
    }
  }

  std::int64_t count_ = 0;
  std::vector<char> stack_ = std::vector<char>(64 * 1024);
  ucontext_t own_{};
  ucontext_t other_{};
};

[[maybe_unused]] const bool registered = workloads::add_atoms(
    "stackful",
    {{.name = "boost_context", .operation = "one switch between two stacks, Boost.Context", .make = make_atom<ContextSwitch>},
     {.name = "boost_context_life",
      .operation = "a stack allocated, entered, left and freed, Boost.Context",
      .make = make_atom<ContextLife>},
     {.name = "boost_fiber", .operation = "one yield between two fibers, Boost.Fiber with its round robin", .make = make_atom<FiberYield>},
     {.name = "ucontext",
      .operation = "one swapcontext between two stacks (it saves the signal mask by a system call)",
      .make = make_atom<Ucontext>}});

}  // namespace
}  // namespace impls::atoms
