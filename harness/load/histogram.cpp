// Quantiles and exports of the log-linear histogram.
#include "harness/load/histogram.h"

#include <fmt/ostream.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace harness {

void Histogram::merge(const Histogram& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  sum_ns_ += other.sum_ns_;
  min_ns_ = std::min(min_ns_, other.min_ns_);
  max_ns_ = std::max(max_ns_, other.max_ns_);
}

std::uint64_t Histogram::quantile_ns(double q) const {
  const auto wanted = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen >= wanted) return std::min(highest_of(i), max_ns_);
  }
  return max_ns_;
}

nlohmann::json Histogram::to_json() const {
  auto buckets = nlohmann::json::array();
  for (std::size_t i = 0; i < counts_.size(); ++i)
    if (counts_[i] > 0) buckets.push_back({std::min(highest_of(i), max_ns_), counts_[i]});
  return {{"count", count_}, {"min_ns", min_ns()}, {"max_ns", max_ns_}, {"mean_ns", mean_ns()}, {"buckets", std::move(buckets)}};
}

void Histogram::write_hgrm(std::ostream& out) const {
  constexpr double ns_per_ms = 1e6;
  fmt::print(out, "{:>12} {:>14} {:>10} {:>14}\n\n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)");
  double variance = 0;
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] == 0) continue;
    seen += counts_[i];
    const double share = static_cast<double>(seen) / static_cast<double>(count_);
    const double value = static_cast<double>(std::min(highest_of(i), max_ns_));
    variance += (value - mean_ns()) * (value - mean_ns()) * static_cast<double>(counts_[i]) / static_cast<double>(count_);
    fmt::print(out, "{:12.6f} {:2.12f} {:10}", value / ns_per_ms, share, seen);
    seen < count_ ? fmt::print(out, " {:14.2f}\n", 1 / (1 - share)) : fmt::print(out, "\n");
  }
  fmt::print(out, "#[Mean    = {:12.6f}, StdDeviation   = {:12.6f}]\n", mean_ns() / ns_per_ms, std::sqrt(variance) / ns_per_ms);
  fmt::print(out, "#[Max     = {:12.6f}, Total count    = {:12}]\n", static_cast<double>(max_ns_) / ns_per_ms, count_);
  fmt::print(out, "#[Buckets = {:12}, SubBuckets     = {:12}]\n", counts_.size() / octave_buckets, octave_buckets);
}

}  // namespace harness
