// Parses the command line and runs one subcommand.
#include "harness/command_line.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include "harness/commands/command.h"
#include "harness/errors.h"
#include "harness/exit_status.h"
#include "harness/plan/preflight.h"

namespace harness {

int run_command_line(int argc, char** argv) {
  CLI::App app{"Fiveways: which concurrency model should carry this work, and what does it cost?", "fiveways"};
  app.require_subcommand(1);
  app.footer(
      "Exit status: 0 fine, 1 a number is missing or wrong, 2 usage, 3 a resolved regression,\n"
      "             4 could not measure, or the machine is unfit.\n"
      "Each subcommand has --help with examples.");
  int exit_status = exit_fine;
  raise_descriptor_limit();
  add_doctor(app, exit_status);
  add_list(app, exit_status);
  std::string command_text = "fiveways";
  for (int i = 1; i < argc; ++i) command_text += fmt::format(" {}", argv[i]);
  add_run(app, exit_status, command_text);
  add_load(app, exit_status);
  add_serve(app, exit_status);
  add_bench(app, exit_status);
  add_atoms(app, exit_status);
  add_trial(app, exit_status);
  add_verify(app, exit_status);
  add_report(app, exit_status);
  add_compare(app, exit_status);
  add_selftest(app, exit_status);
  try {
    app.parse(argc, argv);
    return exit_status;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_fine : exit_usage;
  } catch (const UsageError& error) {
    fmt::print(stderr, "fiveways: {}\n", error.what());
    return exit_usage;
  } catch (const std::exception& error) {
    fmt::print(stderr, "fiveways: {}\n", error.what());
    return exit_could_not_measure;
  }
}

}  // namespace harness
