// Atoms: giving a piece of work to an executor and waiting until it ran, and to a thread of its own.
#include <future>

#include "impls/atoms/partner.h"
#include "impls/substrate/pool/pool.h"
#include "impls/substrate/tbb/arena.h"

namespace impls::atoms {
namespace {

using workloads::AtomRun;
using workloads::make_atom;

struct PoolPost final : AtomRun {
  struct Counting : pool::Task {
    explicit Counting(pool::Join& given, std::int64_t& number) : join(given), count(number) {
      run = [](pool::Task& task) noexcept {
        auto& self = static_cast<Counting&>(task);
        ++self.count;
        self.join.arrive();
      };
    }
    pool::Join& join;
    std::int64_t& count;
  };

  std::int64_t run(std::int64_t operations) override {
    const pool::Pool::Inside inside(workers);
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i) {
      pool::Join join(workers, 1);
      Counting task(join, done);
      workers.schedule(task);
      workers.help_until(join);
    }
    return done;
  }
  pool::Pool workers{1};
};

struct TbbRun final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    arena.execute([&] {
      tbb::task_group group;
      for (std::int64_t i = 0; i < operations; ++i) {
        group.run([&done] { ++done; });
        group.wait();
      }
    });
    return done;
  }
  tbb_backend::Arena arena{1};
};

struct StdAsync final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i) done += std::async(std::launch::async, [] { return 1; }).get();
    return done;
  }
};

[[maybe_unused]] const bool registered = workloads::add_atoms(
    "executors",
    {{.name = "pool", .operation = "a task scheduled on our pool and joined, one worker", .make = make_atom<PoolPost>},
     {.name = "tbb_task_group", .operation = "task_group::run and wait, one oneTBB thread", .make = make_atom<TbbRun>},
     {.name = "std_async", .operation = "std::async with a thread of its own, waited for, on one CPU", .make = make_atom<StdAsync>}});

}  // namespace
}  // namespace impls::atoms
