#pragma once
// Parses the command line and runs one subcommand.

namespace harness {

/// Returns the exit status (harness/exit_status.h). Prints one sentence on stderr for anything that fails.
int run_command_line(int argc, char** argv);

}  // namespace harness
