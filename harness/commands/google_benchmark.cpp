// What `bench` and `atoms` share of Google Benchmark.
#include "harness/commands/google_benchmark.h"

#include <fmt/core.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "harness/errors.h"
#include "harness/exit_status.h"

namespace harness {
namespace {

// The library ends the process with status 0, or writes nothing, for these: so they are checked first.
void check_library_flags(const std::vector<std::string>& flags) {
  for (const std::string& flag : flags) {
    for (const std::string_view format : {"--benchmark_format=", "--benchmark_out_format="})
      if (flag.starts_with(format) && !std::set<std::string>{"console", "json", "csv"}.contains(flag.substr(format.size())))
        throw UsageError(fmt::format("{} must be console, json or csv", flag));
    constexpr std::string_view out = "--benchmark_out=";
    if (flag.starts_with(out)) {
      const std::string path = flag.substr(out.size());
      const std::unique_ptr<FILE, decltype(&fclose)> file(fopen(path.c_str(), "a"), &fclose);
      if (!file) throw UsageError(fmt::format("{}: the file cannot be written: {}", flag, std::generic_category().message(errno)));
    }
  }
}

}  // namespace

Watching::Watching(std::unique_ptr<benchmark::BenchmarkReporter> inner) : inner_(std::move(inner)) {
  if (!inner_) inner_.reset(benchmark::CreateDefaultDisplayReporter());
  SetErrorStream(&unsaid_);
}

void Watching::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs)
    if (run.error_occurred) failed_.insert(fmt::format("{}: {}", run.benchmark_name(), run.error_message));
  inner_->ReportRuns(runs);
}

int Watching::exit_status() const {
  for (const std::string& failure : failed_) fmt::print(stderr, "fiveways: {}\n", failure);
  return failed_.empty() ? exit_fine : exit_wrong;
}

void initialize_library(const std::string& command, const std::vector<std::string>& flags) {
  check_library_flags(flags);
  static char program[] = "fiveways";  // the library keeps the pointer for its reports
  std::vector<std::string> words = flags;
  std::vector<char*> arguments{program};
  for (std::string& word : words) arguments.push_back(word.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (count > 1) {
    const std::string left = arguments[1];
    throw UsageError(fmt::format("{}: '{}' is not understood{}", command, left,
                                 left.starts_with("--benchmark_") ? "; Google Benchmark's flags are written --benchmark_NAME=VALUE"
                                                                  : fmt::format("; see fiveways {} --help", command)));
  }
}

void check_written(const std::vector<std::string>& flags) {
  std::string path;
  std::string format = "json";
  for (const std::string& flag : flags) {
    if (flag.starts_with("--benchmark_out=")) path = flag.substr(flag.find('=') + 1);
    if (flag.starts_with("--benchmark_out_format=")) format = flag.substr(flag.find('=') + 1);
    if (flag.starts_with("--benchmark_list_tests")) return;  // writes no file
  }
  if (path.empty() || !std::filesystem::is_regular_file(path)) return;
  std::ifstream file(path);
  const bool complete = format == "json" ? nlohmann::json::accept(file) : std::filesystem::file_size(path) > 0;
  if (!complete) throw CannotMeasure(fmt::format("--benchmark_out={}: the file is incomplete; is the disk full?", path));
}

}  // namespace harness
