#pragma once
// Reports are Python: C++ records, Python concludes.

#include <string>
#include <vector>

namespace harness {

/// Runs reports/report.py with the machine's own /usr/bin/python3 and returns its exit status; its output is the caller's.
int run_report(const std::vector<std::string>& arguments);

}  // namespace harness
