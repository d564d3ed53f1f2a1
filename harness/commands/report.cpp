// `fiveways report`: hands a results folder to reports/report.py, which concludes from it and writes the page.
#include <CLI/CLI.hpp>

#include "harness/commands/command.h"
#include "harness/python.h"

namespace harness {
namespace {

struct ReportFlags {
  std::string folder;
  std::string output;
  bool no_figures_files = false;
};

std::vector<std::string> arguments(const ReportFlags& flags) {
  std::vector<std::string> out;
  if (!flags.output.empty()) out.insert(out.end(), {"--output", flags.output});
  if (flags.no_figures_files) out.emplace_back("--no-figures-files");
  out.insert(out.end(), {"--", flags.folder});
  return out;
}

}  // namespace

void add_report(CLI::App& app, int& exit_status) {
  auto* command = app.add_subcommand("report", "turn a results folder into report.html and figures, and print the findings");
  auto flags = std::make_shared<ReportFlags>();
  command->add_option("folder", flags->folder, "results folder, as `fiveways run` prints it")->required();
  command->add_option("--output", flags->output, "write the page here; default: report.html in the folder (figures/ beside it)");
  command->add_flag("--no-figures-files", flags->no_figures_files, "write the page only; its figures are inside");
  command->footer(
      "Exit status: 0 written, 2 usage, 4 the folder cannot be reported on or the page cannot be written.\n"
      "Examples:\n"
      "  fiveways report results/20261120T231500Z-6c72261\n"
      "  fiveways report results/20261120T231500Z-6c72261 --output /tmp/report.html --no-figures-files");
  command->callback([flags, &exit_status] { exit_status = run_python("report.py", arguments(*flags)); });
}

}  // namespace harness
