// Atoms: the life of a thread, and switching between two of them.
#include <sched.h>

#include <atomic>

#include "impls/atoms/partner.h"

namespace impls::atoms {
namespace {

using workloads::AtomPlace;
using workloads::make_atom;

struct CreateAndJoin final : workloads::AtomRun {
  explicit CreateAndJoin(const AtomPlace& where) : place(where) {}

  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i)
      std::thread([&done, cpu = place.partner_cpu] {
        pin_this_thread(cpu);
        ++done;
      }).join();
    return done;
  }

  AtomPlace place;
};

// Both yield, again and again. Whether a yield switches is the scheduler's choice, so what counts is that the other has run.
class Yield final : public workloads::AtomRun {
 public:
  explicit Yield(const AtomPlace& place) : partner_(start_partner(place, [this] { yield_until(ending_, true); })) {}
  ~Yield() override { ending_ = true; }

  std::int64_t run(std::int64_t operations) override {
    const std::int64_t end = switches_ + operations;
    while (switches_ < end) turn(false);
    return operations;
  }

 private:
  void yield_until(const std::atomic<bool>& end, bool partner) {
    while (!end) turn(partner);
  }
  void turn(bool partner) {
    if (last_.exchange(partner) != partner) ++switches_;
    sched_yield();
  }

  std::atomic<bool> last_ = false;
  std::atomic<std::int64_t> switches_ = 0;
  std::atomic<bool> ending_ = false;
  std::jthread partner_;
};

[[maybe_unused]] const bool registered =
    workloads::add_atoms("threads", {{.name = "create_join",
                                      .operation = "std::thread created, pinned, run and joined",
                                      .make = make_atom<CreateAndJoin>,
                                      .partner = workloads::Partner::either_cpu},
                                     {.name = "yield",
                                      .operation = "one switch between two threads that both sched_yield all the time",
                                      .make = make_atom<Yield>,
                                      .partner = workloads::Partner::one_cpu}});

}  // namespace
}  // namespace impls::atoms
