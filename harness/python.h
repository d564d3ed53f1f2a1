#pragma once
// Reports are Python: C++ records, Python concludes.

#include <string>
#include <string_view>
#include <vector>

namespace harness {

/// Runs a program of reports/, such as report.py, with the machine's own /usr/bin/python3 and returns its exit status; its output is the
/// caller's.
int run_python(std::string_view program, const std::vector<std::string>& arguments);

}  // namespace harness
