#pragma once
// One file a subcommand. Each adds itself to the parser; its callback leaves the exit status behind.

namespace CLI {
class App;
}

namespace harness {

void add_list(CLI::App& app, int& exit_status);
void add_serve(CLI::App& app, int& exit_status);
void add_report(CLI::App& app, int& exit_status);

}  // namespace harness
