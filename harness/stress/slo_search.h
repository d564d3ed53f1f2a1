#pragma once
// Finds the highest rate that meets an objective, by asking about one rate at a time. Knows no clock and no server.

#include <functional>
#include <optional>
#include <vector>

namespace harness {

/// What one look at a rate said. `undecided`: the generator was late itself and the objective missed, so nobody knows whose fault it was.
enum class Look { passed, failed, undecided };

struct Looked {
  double rate_per_s;
  Look said;
  bool confirming;
};

struct SloResult {
  std::optional<double> highest_passed_per_s;  ///< passed twice; absent unless finished
  std::optional<double> lowest_missed_per_s;   ///< the lowest rate above it that did not pass
  bool generator_limited = false;              ///< that one was undecided: the server may do more
  bool finished = false;                       ///< the rate is confirmed
  std::vector<Looked> looks;                   ///< in order
};

struct SloOptions {
  double first_per_s = 0;
  double lowest_per_s = 100;
  double step = 1.5;     ///< between rates while there is no bracket
  double within = 1.05;  ///< the bracket's ends differ by no more
  int most_looks = 24;
};

/// Brackets by steps, halves the bracket in the logarithm, then looks once above the lowest miss: noise can fail a rate that is met. At
/// last the rate found must pass again. If it does not it has missed, and those that passed below it are confirmed in its place, the
/// highest first: the bracket is then wider. `go_on()` false ends the search with what is known.
SloResult search_highest_rate(const SloOptions& options, const std::function<Look(double)>& look, const std::function<bool()>& go_on);

}  // namespace harness
