// `plain_tbb`: our cell multithreaded/tbb against the programs that oneTBB's documentation would write, side by side.
// Usage: plain_tbb [fib|skynet [SIZE [WORKERS [PAIRS]]]].
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include <array>

#include "tests/peers/pairs.h"
#include "workloads/registry.h"

namespace {

std::uint64_t plain_fib(int n, std::uint64_t nonce) {
  if (n < 2) return nonce + static_cast<std::uint64_t>(n);
  std::uint64_t a;
  std::uint64_t b;
  tbb::task_group group;
  group.run([&] { b = plain_fib(n - 2, nonce); });
  a = plain_fib(n - 1, nonce);
  group.wait();
  return 3 * a + b;
}

std::uint64_t plain_skynet(std::uint64_t first, std::uint64_t leaves, std::uint64_t nonce) {
  if (leaves == 1) return nonce + first;
  std::array<std::uint64_t, 10> of;
  tbb::task_group group;
  for (std::size_t i = 0; i < 9; ++i)
    group.run([&of, first, leaves, nonce, i] { of[i] = plain_skynet(first + leaves / 10 * i, leaves / 10, nonce); });
  of[9] = plain_skynet(first + leaves / 10 * 9, leaves / 10, nonce);
  group.wait();
  std::uint64_t result = 0;
  for (const std::uint64_t child : of) result = 31 * result + child;
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  constexpr std::string_view usage = "plain_tbb [fib|skynet [SIZE [WORKERS [PAIRS]]]]";
  const std::string workload = argc > 1 ? argv[1] : "fib";
  const bool fib = workload == "fib";
  if (!fib && workload != "skynet") {
    fmt::print(stderr, "usage: {}: there is no '{}'\n", usage, workload);
    return 2;
  }
  const int size = peers::argument(argc, argv, 2, fib ? 22 : 4, 0, fib ? 45 : 9, usage);
  const int workers = peers::argument(argc, argv, 3, 1, 1, 1024, usage);
  const auto pairs = static_cast<std::size_t>(peers::argument(argc, argv, 4, 201, 6, 1'000'000, usage));
  const auto* cell = workloads::find_implementation("fork_join", "multithreaded/tbb");
  if (cell == nullptr) return 1;
  const auto& entries = std::get<std::vector<workloads::ComputationEntry>>(cell->body);
  const auto entry = std::ranges::find(entries, workload, &workloads::ComputationEntry::workload);
  const auto ours = entry->make({{fib ? "n" : "depth", size}}, workers, {});
  std::uint64_t leaves = 1;
  for (int depth = 0; depth < size; ++depth) leaves *= 10;
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(workers));
  tbb::task_arena arena(workers);
  const peers::Plain plain{
      .name = "plain oneTBB",
      .run =
          [&](std::uint64_t nonce) { return arena.execute([&] { return fib ? plain_fib(size, nonce) : plain_skynet(0, leaves, nonce); }); },
      .expected = [&](std::uint64_t nonce) { return ours->expected(nonce); }};
  peers::compare(fmt::format("{}({}), {} worker(s)", workload, size, workers), *ours, plain, pairs);
}
