#pragma once
// What makes this machine or build a poor place to measure, and the exact fix for each.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace harness {

enum class Severity {
  note,     ///< worth knowing beside a result
  warning,  ///< makes results noisier or less general; lowers the grade
  unfit     ///< results would be wrong: nothing is measured
};
std::string_view to_string(Severity severity);

struct Instability {
  std::string id;  ///< stable, as "cpu-governor"
  Severity severity = Severity::note;
  std::string sentence;  ///< what is so, and what it does to a number
  std::string fix;       ///< what to type or to do
};

/// What a run asks of the machine.
struct Needs {
  long long connections = 16'000;
  long long descriptors = 16'200;  ///< of one process
};

/// A pure function of what machine_facts gave; the gravest first. A fact that is null or missing finds nothing.
std::vector<Instability> instabilities(const nlohmann::json& facts, const Needs& needs = {});

/// F if anything is unfit; else by the number of warnings: none A, one B, two C, three D, more E. Notes do not count.
char grade(const std::vector<Instability>& found);

/// Whether nothing is unfit.
bool fit(const std::vector<Instability>& found);

/// {"facts", "instabilities": [{"id", "severity", "sentence", "fix"}], "grade", "fit"}: what is stored with every run.
nlohmann::json environment(const nlohmann::json& facts, const Needs& needs = {});

}  // namespace harness
