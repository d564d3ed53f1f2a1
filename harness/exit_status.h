#pragma once
// The exit statuses of every command, documented in README.md and printed by --help.

namespace harness {

enum ExitStatus : int {
  exit_fine = 0,
  exit_wrong = 1,             // a number is missing or an answer was wrong
  exit_usage = 2,             // the command line cannot be carried out as written
  exit_regression = 3,        // a resolved regression against a baseline
  exit_could_not_measure = 4  // could not measure, or the machine is unfit
};

}  // namespace harness
