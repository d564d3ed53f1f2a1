// Atoms: what guards shared memory, alone and with a second thread that wants the same.
#include <atomic>
#include <mutex>

#include "impls/atoms/opaque.h"
#include "impls/atoms/partner.h"

namespace impls::atoms {
namespace {

using workloads::AtomPlace;
using workloads::AtomRun;
using workloads::make_atom;

struct FetchAdd final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    const std::int64_t before = number;
    for (std::int64_t i = 0; i < operations; ++i) number.fetch_add(1);
    return number - before;
  }
  std::atomic<std::int64_t> number = 0;
};

struct Mutex final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    const std::int64_t before = number;
    for (std::int64_t i = 0; i < operations; ++i) {
      const std::lock_guard lock(mutex);
      consume(&++number);
    }
    return number - before;
  }
  std::mutex mutex;
  std::int64_t number = 0;
};

// Both threads do the same; an operation is one of either. The partner spins between runs, so that it starts at once.
template <class Shared>
class Contended final : public AtomRun {
 public:
  explicit Contended(const AtomPlace& place) : partner_(start_partner(place, [this] { serve(); })) {}
  ~Contended() override { told_ = -1; }

  std::int64_t run(std::int64_t operations) override {
    const std::int64_t before = shared_.read();
    const std::int64_t its = operations / 2;
    done_ = false;
    told_ = its;
    for (std::int64_t i = its; i < operations; ++i) shared_.add();
    while (!done_) {
    }
    return shared_.read() - before;
  }

 private:
  void serve() {
    for (;;) {
      std::int64_t count;
      while ((count = told_.exchange(-2)) == -2) {
      }
      if (count == -1) return;
      for (std::int64_t i = 0; i < count; ++i) shared_.add();
      done_ = true;
    }
  }

  Shared shared_;
  alignas(64) std::atomic<std::int64_t> told_ = -2;  // how many to do; -1: end, -2: nothing
  alignas(64) std::atomic<bool> done_ = false;
  std::jthread partner_;
};

struct SharedNumber {
  void add() { number.fetch_add(1); }
  std::int64_t read() const { return number; }
  alignas(64) std::atomic<std::int64_t> number = 0;
};

struct GuardedNumber {
  void add() {
    const std::lock_guard lock(mutex);
    consume(&++number);
  }
  std::int64_t read() {
    const std::lock_guard lock(mutex);
    return number;
  }
  alignas(64) std::mutex mutex;
  std::int64_t number = 0;
};

[[maybe_unused]] const bool registered = workloads::add_atoms(
    "locks", {{.name = "fetch_add", .operation = "an atomic addition, sequentially consistent, one thread", .make = make_atom<FetchAdd>},
              {.name = "fetch_add_contended",
               .operation = "the same by two threads at once, counted over both",
               .make = make_atom<Contended<SharedNumber>>,
               .partner = workloads::Partner::other_cpu},
              {.name = "mutex", .operation = "std::mutex locked and unlocked, one thread", .make = make_atom<Mutex>},
              {.name = "mutex_contended",
               .operation = "the same by two threads at once, counted over both",
               .make = make_atom<Contended<GuardedNumber>>,
               .partner = workloads::Partner::other_cpu}});

}  // namespace
}  // namespace impls::atoms
