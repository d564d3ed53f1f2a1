#pragma once
// What `bench` and `atoms` share: Google Benchmark's own flags, and its habit of calling a failure a success.

#include <benchmark/benchmark.h>

#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace harness {

/// Passes everything on to another reporter, and remembers what failed.
class Watching final : public benchmark::BenchmarkReporter {
 public:
  /// Null: the library's own, which --benchmark_format chose.
  explicit Watching(std::unique_ptr<benchmark::BenchmarkReporter> inner = nullptr);

  bool ReportContext(const Context& context) override { return inner_->ReportContext(context); }
  void ReportRuns(const std::vector<Run>& runs) override;
  void Finalize() override { inner_->Finalize(); }

  /// Says what failed, a line each; 1 if anything did.
  int exit_status() const;

 private:
  std::unique_ptr<benchmark::BenchmarkReporter> inner_;
  std::set<std::string> failed_;
  std::ostringstream unsaid_;  // that a filter matches nothing is said in our words
};

/// Hands the library its flags. Throws UsageError, naming `command`, for what it leaves over and for what it would ignore.
void initialize_library(const std::string& command, const std::vector<std::string>& flags);

/// The library ignores a failed write; a results file that is cut off must not look like a success. Throws CannotMeasure.
void check_written(const std::vector<std::string>& flags);

}  // namespace harness
