// `fiveways compare`: hands two results folders to reports/compare.py, which tells what became slower or faster.
#include <CLI/CLI.hpp>

#include "harness/commands/command.h"
#include "harness/python.h"

namespace harness {
namespace {

struct CompareFlags {
  std::string baseline;
  std::string folder;
  std::string confirm;
  bool all = false;
  bool json = false;
};

std::vector<std::string> arguments(const CompareFlags& flags) {
  std::vector<std::string> out;
  if (!flags.confirm.empty()) out.insert(out.end(), {"--confirm", flags.confirm});
  if (flags.all) out.emplace_back("--all");
  if (flags.json) out.emplace_back("--json");
  out.insert(out.end(), {"--", flags.baseline, flags.folder});
  return out;
}

}  // namespace

void add_compare(CLI::App& app, int& exit_status) {
  auto* command = app.add_subcommand("compare", "tell what became slower or faster since a baseline, as far as that is resolved");
  auto flags = std::make_shared<CompareFlags>();
  command->add_option("baseline", flags->baseline, "results folder of the run to compare with")->required();
  command->add_option("folder", flags->folder, "results folder of the run in question: the same plan on the same machine")->required();
  command->add_option("--confirm", flags->confirm,
                      "results folder of a second run, independent of the first: a change counts if both show it");
  command->add_flag("--all", flags->all, "also list what is equivalent, unresolved or exploratory");
  command->add_flag("--json", flags->json, "print every change as JSON");
  command->footer(
      "What is compared is each contestant's ratio to the reference of its own run; METHOD.md, \"Comparison with a baseline\".\n"
      "Exit status: 0 nothing resolved slower, 1 a number that the baseline has is missing, 2 usage, 3 a resolved regression,\n"
      "4 nothing can be told (two machines, no case in common, too few rounds).\n"
      "Examples:\n"
      "  fiveways compare before after      (each written by: fiveways run --workload echo --rounds 10 --out before)\n"
      "  fiveways compare before after --confirm again --all");
  command->callback([flags, &exit_status] { exit_status = run_python("compare.py", arguments(*flags)); });
}

}  // namespace harness
