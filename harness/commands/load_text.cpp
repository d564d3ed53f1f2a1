// How `fiveways load` tells what it found.
#include "harness/commands/load_text.h"

#include <fmt/core.h>

#include <array>
#include <fstream>

#include "harness/errors.h"

namespace harness {
namespace {

constexpr std::array quantiles{0.5, 0.9, 0.99, 0.999, 0.9999};

bool has_enough(const Histogram& histogram, double q) { return static_cast<double>(histogram.count()) >= 10 / (1 - q); }

}  // namespace

nlohmann::json percentiles(const Histogram& histogram) {
  nlohmann::json out = nlohmann::json::object();
  for (const double q : quantiles)
    if (has_enough(histogram, q)) out[fmt::format("p{:g}_ns", q * 100)] = histogram.quantile_ns(q);
  if (histogram.count() > 0) out["max_ns"] = histogram.max_ns();
  return out;
}

std::string percentile_text(const Histogram& histogram) {
  std::string text;
  for (const double q : quantiles) {
    text += fmt::format("  p{:g} ", q * 100);
    text += has_enough(histogram, q) ? fmt::format("{:.1f}", static_cast<double>(histogram.quantile_ns(q)) / 1e3) : "n/a";
  }
  if (histogram.count() == 0) return text + "  max n/a";
  return fmt::format("{}  max {:.1f} µs", text, static_cast<double>(histogram.max_ns()) / 1e3);
}

std::string windows_text(const std::vector<OpenWindow>& windows, double window_s) {
  std::string text;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const OpenWindow& one = windows[i];
    text += fmt::format("{:6.1f} s  offered {:8.0f}/s  good {:8.0f}/s  answered {:8.0f}/s\n", static_cast<double>(i) * window_s,
                        static_cast<double>(one.offered) / window_s, static_cast<double>(one.good) / window_s,
                        static_cast<double>(one.answered) / window_s);
  }
  return text;
}

nlohmann::json windows_json(const std::vector<OpenWindow>& windows) {
  nlohmann::json out = nlohmann::json::array();
  for (const OpenWindow& one : windows) out.push_back({{"offered", one.offered}, {"good", one.good}, {"answered", one.answered}});
  return out;
}

void write_hgrm(const std::string& path, const Histogram& histogram) {
  if (path.empty()) return;
  std::ofstream out(path);
  histogram.write_hgrm(out);
  if (!out.flush()) throw CannotMeasure(fmt::format("--hgrm: cannot write {}", path));
}

}  // namespace harness
