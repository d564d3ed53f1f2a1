// The `fiveways` program: parses the command line and runs one subcommand.
#include "harness/command_line.h"

int main(int argc, char** argv) { return harness::run_command_line(argc, argv); }
