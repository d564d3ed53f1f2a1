#pragma once
// One file a subcommand. Each adds itself to the parser; its callback leaves the exit status behind.

#include <string>

namespace CLI {
class App;
}

namespace harness {

void add_atoms(CLI::App& app, int& exit_status);
void add_doctor(CLI::App& app, int& exit_status);
void add_bench(CLI::App& app, int& exit_status);
void add_list(CLI::App& app, int& exit_status);
void add_load(CLI::App& app, int& exit_status);
/// `command_text` is the command line as it was typed; it is stored with the results.
void add_run(CLI::App& app, int& exit_status, const std::string& command_text);
void add_selftest(CLI::App& app, int& exit_status);
void add_serve(CLI::App& app, int& exit_status);
void add_trial(CLI::App& app, int& exit_status);
void add_verify(CLI::App& app, int& exit_status);
void add_report(CLI::App& app, int& exit_status);
void add_compare(CLI::App& app, int& exit_status);

}  // namespace harness
