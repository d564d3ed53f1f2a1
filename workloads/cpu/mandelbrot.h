#pragma once
// `mandelbrot` (parallel_map): rows of the Mandelbrot set. Tells apart static and dynamic scheduling: rows cost unevenly.
// Null hypothesis: models that schedule row by row tie, as a row costs far more than scheduling it.

#include <array>
#include <vector>

#include "workloads/shapes/parallel_map.h"

namespace workloads {

/// An item is a row: nonce + row, then its pixels' escape times as a polynomial at 31 (mod 2^64). Coordinates are fixed-point
/// integers with 28 binary places, so the answer is the same on every machine and compiler.
class Mandelbrot {
 public:
  static constexpr std::string_view name = "mandelbrot";
  static constexpr std::string_view shape = "parallel_map";
  static constexpr std::string_view summary = "escape times of the Mandelbrot set, a row an item";
  static constexpr std::string_view null_hypothesis = "dynamic schedules tie; a static split waits for its dearest part";
  static constexpr std::array parameters{
      ParameterSpec{.name = "rows", .unit = "1", .help = "items", .standard = 2048, .quick = 64, .minimum = 1, .maximum = 1 << 20},
      ParameterSpec{
          .name = "columns", .unit = "1", .help = "pixels of a row", .standard = 2048, .quick = 64, .minimum = 1, .maximum = 16384},
      ParameterSpec{
          .name = "iterations", .unit = "1", .help = "at most, of a pixel", .standard = 256, .quick = 64, .minimum = 1, .maximum = 65536}};

  explicit Mandelbrot(const Parameters& given) {
    const Parameters all = complete(parameters, given);
    rows_ = all.at("rows");
    columns_ = all.at("columns");
    iterations_ = all.at("iterations");
  }

  void begin(std::uint64_t nonce) { nonce_ = nonce; }
  std::size_t items() const { return static_cast<std::size_t>(rows_); }
  std::uint64_t compute(std::size_t row) const noexcept { return pixels(nonce_ + row, static_cast<std::int64_t>(row)); }

  /// A row is linear in what it starts with, so the pixels are computed once, serially, and serve every run. It holds 8 bytes a row
  /// and no more at any time: a higher peak here would hide what a cell holds while it runs.
  std::uint64_t expected() {
    if (from_zero_.empty()) {
      from_zero_.reserve(items());
      for (std::int64_t row = 0; row < rows_; ++row) from_zero_.push_back(pixels(0, row));
    }
    std::uint64_t factor = 1;
    for (std::int64_t column = 0; column < columns_; ++column) factor *= 31;
    return digest_in_order(items(), [&](std::size_t row) { return from_zero_[row] + factor * (nonce_ + row); });
  }
  std::uint64_t units() const { return static_cast<std::uint64_t>(rows_); }

  /// Iterations of z = z² + c, from 0, until |z| > 2, at most `most`. Within the loop |z| <= 2, so the next one is at most 6 and its
  /// square fits 64 bits.
  static std::uint64_t escape_time(std::int64_t real, std::int64_t imaginary, std::int64_t most) noexcept {
    std::int64_t x = 0;
    std::int64_t y = 0;
    for (std::int64_t count = 0; count < most; ++count) {
      const std::int64_t xx = (x * x) >> places;
      const std::int64_t yy = (y * y) >> places;
      if (xx + yy > 4 * one) return static_cast<std::uint64_t>(count);
      y = ((2 * x * y) >> places) + imaginary;
      x = xx - yy + real;
    }
    return static_cast<std::uint64_t>(most);
  }

  static constexpr int places = 28;
  static constexpr std::int64_t one = std::int64_t{1} << places;

 private:
  // Pixel centres over [-2, 0.5] × [-1.25, 1.25].
  static std::int64_t centre(std::int64_t index, std::int64_t count) { return (5 * one / 2) * (2 * index + 1) / (2 * count); }

  std::uint64_t pixels(std::uint64_t result, std::int64_t row) const noexcept {
    const std::int64_t imaginary = centre(row, rows_) - 5 * one / 4;
    for (std::int64_t column = 0; column < columns_; ++column)
      result = 31 * result + escape_time(centre(column, columns_) - 2 * one, imaginary, iterations_);
    return result;
  }

  std::int64_t rows_;
  std::int64_t columns_;
  std::int64_t iterations_;
  std::uint64_t nonce_ = 0;
  std::vector<std::uint64_t> from_zero_;  // each row's result if it started with 0
};

static_assert(ParallelMapWorkload<Mandelbrot>);

}  // namespace workloads
