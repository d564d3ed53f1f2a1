// `fiveways report`: hands a results folder to reports/report.py, which concludes from it and writes the page.
#include <fmt/core.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>

#include "harness/commands/command.h"
#include "harness/errors.h"

namespace harness {
namespace {

constexpr const char* python = "/usr/bin/python3";  // Debian's, whose packages scripts/setup installs

struct ReportFlags {
  std::string folder;
  std::string output;
  bool no_figures_files = false;
};

// Replaces this process, so that the script's exit status and messages are the command's.
[[noreturn]] void report(const ReportFlags& flags) {
  const std::string script = FIVEWAYS_SOURCE_DIR "/reports/report.py";
  if (!std::filesystem::exists(script)) throw CannotMeasure(fmt::format("{} is missing: this binary was built from a tree that has moved", script));
  std::vector<std::string> words{python, script};
  if (!flags.output.empty()) words.insert(words.end(), {"--output", flags.output});
  if (flags.no_figures_files) words.emplace_back("--no-figures-files");
  words.insert(words.end(), {"--", flags.folder});
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::fflush(nullptr);
  execv(python, arguments.data());
  throw CannotMeasure(fmt::format("{} cannot be started: scripts/setup installs it", python));
}

}  // namespace

void add_report(CLI::App& app, int&) {
  auto* command = app.add_subcommand("report", "turn a results folder into report.html and figures, and print the findings");
  auto flags = std::make_shared<ReportFlags>();
  command->add_option("folder", flags->folder, "results folder, as `fiveways run` prints it")->required();
  command->add_option("--output", flags->output, "write the page here; default: report.html in the folder (figures/ beside it)");
  command->add_flag("--no-figures-files", flags->no_figures_files, "write the page only; its figures are inside");
  command->footer("Examples:\n"
                  "  fiveways report results/20261120T231500Z-6c72261\n"
                  "  fiveways report results/20261120T231500Z-6c72261 --output /tmp/report.html --no-figures-files\n"
                  "Exit status: 0 written, 2 usage, 4 the folder cannot be reported on or the page cannot be written.");
  command->callback([flags] { report(*flags); });
}

}  // namespace harness
