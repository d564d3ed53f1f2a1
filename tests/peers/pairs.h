#pragma once
// For programs that put a computation of ours beside one written without our shapes: runs in random order, ratios in pairs.

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "workloads/computation.h"
#include "workloads/mix.h"

namespace peers {

/// Wall time in ns. Ends the program if the answer is wrong.
template <class Run>
double timed(const Run& run, std::uint64_t expected) {
  const auto start = std::chrono::steady_clock::now();
  const std::uint64_t answer = run();
  const double time = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
  if (answer == expected) return time;
  fmt::print(stderr, "a wrong answer\n");
  std::exit(1);
}

/// Ranks, from 0, of the sign test's 95 % interval of a median (normal approximation, rounded outwards).
inline std::pair<std::size_t, std::size_t> interval_of_median(std::size_t count) {
  const double half = 0.98 * std::sqrt(static_cast<double>(count));
  const auto low = static_cast<std::size_t>(std::max(0.0, std::floor(static_cast<double>(count) / 2 - half)));
  return {low, count - 1 - low};
}

inline double median(std::vector<double> values) {
  std::ranges::sort(values);
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

/// The argument in this place, or `otherwise`. Ends the program with the usage if it is out of range.
inline int argument(int argc, char** argv, int place, int otherwise, int least, int most, std::string_view usage) {
  if (place >= argc) return otherwise;
  const int value = std::atoi(argv[place]);
  if (value >= least && value <= most) return value;
  fmt::print(stderr, "usage: {}: '{}' must be {} to {}\n", usage, argv[place], least, most);
  std::exit(2);
}

/// The other program: what it does in a run with this nonce, and what it must answer.
struct Plain {
  std::string name;
  std::function<std::uint64_t(std::uint64_t nonce)> run;
  std::function<std::uint64_t(std::uint64_t nonce)> expected;
};

/// Prints ns a node of both and the median of the paired ratios with its interval.
inline void compare(const std::string& title, workloads::Computation& ours, const Plain& plain, std::size_t pairs) {
  std::mt19937 random(1);
  std::vector<double> plain_times;
  std::vector<double> our_times;
  std::vector<double> ratios;
  for (std::size_t pair = 0; pair < pairs + 2; ++pair) {
    const std::uint64_t nonce = workloads::mix(pair);
    const std::uint64_t expected = ours.expected(nonce);
    const std::uint64_t expected_of_plain = plain.expected(nonce);
    double plain_time = 0;
    double our_time = 0;
    const bool plain_first = random() % 2 == 0;
    const auto run_plain = [&] { plain_time = timed([&] { return plain.run(nonce); }, expected_of_plain); };
    if (plain_first) run_plain();
    our_time = timed([&] { return ours.run(nonce); }, expected);
    if (!plain_first) run_plain();
    if (pair < 2) continue;  // warm-up
    plain_times.push_back(plain_time);
    our_times.push_back(our_time);
    ratios.push_back(our_time / plain_time);
  }
  std::ranges::sort(ratios);
  const auto [low, high] = interval_of_median(ratios.size());
  const auto nodes = static_cast<double>(ours.units());
  fmt::print("{}, {} pairs in random order: {} {:.2f} ns a node, ours {:.2f} ns a node\n", title, pairs, plain.name,
             median(plain_times) / nodes, median(our_times) / nodes);
  fmt::print("ratio ours : plain, median {:.4f}, 95 % interval {:.4f} to {:.4f}, quartiles {:.4f} to {:.4f}\n", median(ratios), ratios[low],
             ratios[high], ratios[ratios.size() / 4], ratios[3 * ratios.size() / 4]);
}

}  // namespace peers
