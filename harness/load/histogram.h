#pragma once
// A log-linear histogram of durations with bounded relative error; recording neither allocates nor branches on the value's size.

#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <nlohmann/json_fwd.hpp>

namespace harness {

/// Durations from 0 to 2^38 ns (275 s; longer ones count as that). 128 buckets an octave: a bucket's highest value exceeds
/// its lowest by less than 1/128 (0.79 %). 32 KiB. One thread at a time.
class Histogram {
 public:
  static constexpr std::uint64_t largest_ns = (std::uint64_t{1} << 38) - 1;

  void record(std::uint64_t value_ns) {
    if (value_ns > largest_ns) value_ns = largest_ns;
    ++counts_[bucket_of(value_ns)];
    ++count_;
    sum_ns_ += value_ns;
    if (value_ns < min_ns_) min_ns_ = value_ns;
    if (value_ns > max_ns_) max_ns_ = value_ns;
  }

  /// Adds the other's samples. The only way in which histograms are combined.
  void merge(const Histogram& other);

  std::uint64_t count() const { return count_; }
  std::uint64_t min_ns() const { return count_ == 0 ? 0 : min_ns_; }
  std::uint64_t max_ns() const { return max_ns_; }
  double mean_ns() const { return count_ == 0 ? 0 : static_cast<double>(sum_ns_) / static_cast<double>(count_); }

  /// The highest value of the bucket that holds the ceil(q × count)-th smallest sample: never understates. 0 if empty.
  std::uint64_t quantile_ns(double q) const;

  /// {count, min_ns, max_ns, mean_ns, buckets: [[highest value, samples], …]}, empty buckets left out.
  nlohmann::json to_json() const;

  /// HdrHistogram's percentile text, in milliseconds, as its plotter reads it.
  void write_hgrm(std::ostream& out) const;

 private:
  static constexpr std::size_t octave_buckets = 128;

  static std::size_t bucket_of(std::uint64_t value) {
    const int width = static_cast<int>(std::bit_width(value | 128));  // at least 8
    const int shift = width - 8;
    return static_cast<std::size_t>(shift) * octave_buckets + static_cast<std::size_t>(value >> shift);
  }
  static std::uint64_t highest_of(std::size_t bucket) {
    const std::size_t shift = bucket < 2 * octave_buckets ? 0 : bucket / octave_buckets - 1;
    return ((std::uint64_t{bucket - shift * octave_buckets} + 1) << shift) - 1;
  }

  std::array<std::uint64_t, 32 * octave_buckets> counts_{};
  std::uint64_t count_ = 0;
  std::uint64_t sum_ns_ = 0;
  std::uint64_t min_ns_ = UINT64_MAX;
  std::uint64_t max_ns_ = 0;
};

}  // namespace harness
