// Atoms: a value that comes later: the standard library's, the promise of our event loops, the future of our pool.
#include <future>
#include <vector>

#include "impls/substrate/executor/future.h"
#include "impls/substrate/promise/combinators.h"
#include "workloads/atoms.h"

namespace impls::atoms {
namespace {

using substrate::Promise;
using workloads::AtomRun;
using workloads::make_atom;

struct StdPromise final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i) {
      std::promise<std::int64_t> promise;
      std::future<std::int64_t> future = promise.get_future();
      promise.set_value(1);
      done += future.get();
    }
    return done;
  }
};

struct OurPromise final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i) {
      auto [promise, resolver] = Promise<std::int64_t>::pending();
      std::move(promise).then([&done](std::int64_t value) { done += value; }).detach();
      resolver.fulfil(1);
    }
    return done;
  }
};

struct PoolFuture final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i) {
      const StateRef<std::int64_t> state = State<std::int64_t>::make();
      auto next = Future<std::int64_t>(state).then([](std::int64_t value) { return value + 1; });
      state->fulfil(0);
      done += next.take();
    }
    return done;
  }
};

class All final : public AtomRun {
 public:
  explicit All(const workloads::AtomPlace& place) : size_(static_cast<std::size_t>(place.size)) {}

  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    std::vector<substrate::Resolver<std::int64_t>> resolvers;
    for (std::int64_t i = 0; i < operations; ++i) {
      std::vector<Promise<std::int64_t>> promises;
      promises.reserve(size_);
      for (std::size_t j = 0; j < size_; ++j) {
        auto [promise, resolver] = Promise<std::int64_t>::pending();
        promises.push_back(std::move(promise));
        resolvers.push_back(std::move(resolver));
      }
      substrate::all(std::move(promises)).then([&](const std::vector<std::int64_t>& values) { done += values.size() == size_; }).detach();
      for (auto& resolver : resolvers) resolver.fulfil(1);
      resolvers.clear();
    }
    return done;
  }

 private:
  std::size_t size_;
};

[[maybe_unused]] const bool registered = workloads::add_atoms(
    "promises",
    {{.name = "std_promise",
      .operation = "std::promise and std::future made, set, got and destroyed on one thread",
      .make = make_atom<StdPromise>},
     {.name = "our_promise", .operation = "the event loops' promise made, given a then, fulfilled", .make = make_atom<OurPromise>},
     {.name = "pool_future", .operation = "the pool's future made, given a then, fulfilled, taken", .make = make_atom<PoolFuture>},
     {.name = "all",
      .operation = "n of the event loops' promises made, gathered by all, fulfilled",
      .make = make_atom<All>,
      .sizes = {1, 10, 100}}});

}  // namespace
}  // namespace impls::atoms
