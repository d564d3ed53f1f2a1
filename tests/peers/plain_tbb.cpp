// `plain_tbb_fib`: our cell multithreaded/tbb against the program that oneTBB's documentation would write, side by side.
// Usage: plain_tbb_fib [N [WORKERS [PAIRS]]]. Prints ns a node of both and the median of the paired ratios with its interval.
#include <fmt/core.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <random>

#include "workloads/mix.h"
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

template <class Run>
double timed(const Run& run, std::uint64_t expected) {
  const auto start = std::chrono::steady_clock::now();
  const std::uint64_t answer = run();
  const double time = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
  if (answer == expected) return time;
  fmt::print(stderr, "plain_tbb_fib: a wrong answer\n");
  std::exit(1);
}

// Ranks, from 0, of the sign test's 95 % interval of a median (normal approximation, rounded outwards).
std::pair<std::size_t, std::size_t> interval_of_median(std::size_t count) {
  const double half = 0.98 * std::sqrt(static_cast<double>(count));
  const auto low = static_cast<std::size_t>(std::max(0.0, std::floor(static_cast<double>(count) / 2 - half)));
  return {low, count - 1 - low};
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

int argument(int argc, char** argv, int place, int otherwise, int least, int most) {
  if (place >= argc) return otherwise;
  const int value = std::atoi(argv[place]);
  if (value >= least && value <= most) return value;
  fmt::print(stderr, "usage: plain_tbb_fib [N [WORKERS [PAIRS]]]: '{}' must be {} to {}\n", argv[place], least, most);
  std::exit(2);
}

}  // namespace

int main(int argc, char** argv) {
  const int n = argument(argc, argv, 1, 22, 0, 45);
  const int workers = argument(argc, argv, 2, 1, 1, 1024);
  const auto pairs = static_cast<std::size_t>(argument(argc, argv, 3, 201, 6, 1'000'000));
  const auto* cell = workloads::find_implementation("fork_join", "multithreaded/tbb");
  if (cell == nullptr) return 1;
  const auto& entries = std::get<std::vector<workloads::ComputationEntry>>(cell->body);
  const auto ours = std::ranges::find(entries, "fib", &workloads::ComputationEntry::workload)->make({{"n", n}}, workers);
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(workers));
  tbb::task_arena arena(workers);

  std::mt19937 random(1);
  std::vector<double> plain_times;
  std::vector<double> our_times;
  std::vector<double> ratios;
  for (std::size_t pair = 0; pair < pairs + 2; ++pair) {
    const std::uint64_t nonce = workloads::mix(pair);
    const std::uint64_t expected = ours->expected(nonce);
    double plain_time = 0;
    double our_time = 0;
    const auto run_plain = [&] { plain_time = timed([&] { return arena.execute([&] { return plain_fib(n, nonce); }); }, expected); };
    const auto run_ours = [&] { our_time = timed([&] { return ours->run(nonce); }, expected); };
    if (random() % 2 == 0) {
      run_plain();
      run_ours();
    } else {
      run_ours();
      run_plain();
    }
    if (pair < 2) continue;  // warm-up
    plain_times.push_back(plain_time);
    our_times.push_back(our_time);
    ratios.push_back(our_time / plain_time);
  }
  std::ranges::sort(ratios);
  const auto [low, high] = interval_of_median(ratios.size());
  const auto nodes = static_cast<double>(ours->units());
  fmt::print("fib({}), {} worker(s), {} pairs in random order: plain oneTBB {:.2f} ns a node, multithreaded/tbb {:.2f} ns a node\n", n,
             workers, pairs, median(plain_times) / nodes, median(our_times) / nodes);
  fmt::print("ratio ours : plain, median {:.4f}, 95 % interval {:.4f} to {:.4f}, quartiles {:.4f} to {:.4f}\n", median(ratios), ratios[low],
             ratios[high], ratios[ratios.size() / 4], ratios[3 * ratios.size() / 4]);
}
