// Finds the highest rate that meets an objective.
#include "harness/stress/slo_search.h"

#include <cmath>
#include <utility>

namespace harness {

SloResult search_highest_rate(const SloOptions& options, const std::function<Look(double)>& look, const std::function<bool()>& go_on) {
  SloResult result;
  std::vector<double> passed;  // ascending, all below the lowest miss that counts
  std::optional<std::pair<double, Look>> missed;
  bool looked_above = false;
  bool stepping_back = false;
  const auto ask = [&](double rate, bool confirming = false) {
    result.looks.push_back({rate, look(rate), confirming});
    return result.looks.back().said;
  };
  while (static_cast<int>(result.looks.size()) < options.most_looks && go_on()) {
    const bool narrow = !passed.empty() && missed && (stepping_back || missed->first / passed.back() <= options.within);
    if (narrow && !std::exchange(looked_above, true)) {
      const double above = missed->first * options.within;
      if (ask(above) != Look::passed) continue;
      passed.push_back(above);
      missed.reset();
    } else if (narrow) {
      const Look again = ask(passed.back(), true);
      if (again == Look::passed) {
        result.finished = true;
        result.highest_passed_per_s = passed.back();
        result.lowest_missed_per_s = missed->first;
        result.generator_limited = missed->second == Look::undecided;
        break;
      }
      missed = {passed.back(), again};
      passed.pop_back();
      stepping_back = true;
    } else {
      const double next = passed.empty() ? (!missed ? options.first_per_s : missed->first / (stepping_back ? options.within : options.step))
                          : missed       ? std::sqrt(passed.back() * missed->first)
                                         : passed.back() * options.step;
      if (next < options.lowest_per_s) break;
      if (const Look said = ask(next); said == Look::passed)
        passed.push_back(next);
      else
        missed = {next, said};
    }
  }
  return result;
}

}  // namespace harness
