#pragma once
// The folder that a run writes: plan.json, environment.json, launches.jsonl (flushed when a round ends), benchmark.json, run.json.

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/descriptor.h"
#include "harness/plan/plan.h"

namespace harness {

/// Every write is whole or not at all: a full disk loses the round that did not fit and nothing before it. Who writes holds a lock on the
/// folder, which ends with the process.
class Results {
 public:
  /// A new folder. Throws UsageError, naming the path, if it exists already or cannot be made.
  static Results create(const std::filesystem::path& folder);

  /// An earlier run's folder, locked and left as it is until continue_rounds. Throws CannotMeasure naming the file that is not readable as
  /// ours, or if another process writes there.
  static Results resume(const std::filesystem::path& folder);

  /// The same to look at only: not locked.
  static Results look_at(const std::filesystem::path& folder);

  /// Removes a last round that was cut off; append_round may follow. Throws CannotMeasure if the folder cannot be written.
  void continue_rounds();

  const std::filesystem::path& folder() const { return folder_; }
  bool has(const std::string& name) const { return std::filesystem::exists(folder_ / name); }

  /// (case, round) pairs that are complete.
  const std::set<std::pair<std::string, int>>& finished() const { return finished_; }
  /// Complete attempts at them beyond the first.
  int repeated() const { return repeated_; }
  /// Rounds of the case that are not.
  int rounds_left(const Case& one) const;

  /// Appends one line a launch and waits until the disk has them. Throws CannotMeasure if the disk is full.
  void append_round(const std::vector<nlohmann::json>& launches);

  /// Writes `name` whole. Throws CannotMeasure.
  void write(const std::string& name, const nlohmann::json& content) const;
  nlohmann::json read(const std::string& name) const;

  /// Every launch of a complete round so far, in the order of execution.
  std::vector<nlohmann::json> launches() const;

  /// The launches that count: of each round the last attempt, since a round that was disturbed from outside is repeated.
  std::vector<nlohmann::json> standing_launches() const;

 private:
  explicit Results(std::filesystem::path folder) : folder_(std::move(folder)) {}
  void lock();
  void read_rounds();
  void keep(const std::string& of_case, int round);

  std::filesystem::path folder_;
  Descriptor lock_;
  Descriptor launches_;
  std::uintmax_t whole_bytes_ = 0;  // of complete rounds
  std::set<std::pair<std::string, int>> finished_;
  int repeated_ = 0;
};

/// "20261120T231500Z".
std::string utc_stamp();

}  // namespace harness
