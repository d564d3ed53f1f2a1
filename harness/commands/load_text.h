#pragma once
// How `fiveways load` tells what it found: percentiles that have samples enough, windows, files for plotters.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/load/histogram.h"
#include "harness/load/target.h"

namespace harness {

/// {"p50_ns": …, "max_ns": …}; a percentile with fewer than 10/(1 − q) samples is left out, the maximum of none too.
nlohmann::json percentiles(const Histogram& histogram);

/// The same in µs, on one line; what is left out is n/a.
std::string percentile_text(const Histogram& histogram);

/// One line a window: what was due, what of it was answered within the objective, what was answered.
std::string windows_text(const std::vector<OpenWindow>& windows, double window_s);
nlohmann::json windows_json(const std::vector<OpenWindow>& windows);

/// Nothing if the path is empty. Throws CannotMeasure, naming the flag and the file.
void write_hgrm(const std::string& path, const Histogram& histogram);

}  // namespace harness
