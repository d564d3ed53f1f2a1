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

/// Every write is whole or not at all: a full disk loses the round that did not fit and nothing before it.
class Results {
 public:
  /// A new folder. Throws UsageError, naming the path, if it exists already or cannot be made.
  static Results create(const std::filesystem::path& folder);

  /// An earlier run's folder; a last round that was cut off is removed. Throws CannotMeasure naming the file that is not readable as ours.
  static Results resume(const std::filesystem::path& folder);

  const std::filesystem::path& folder() const { return folder_; }

  /// (case, round) pairs that are complete.
  const std::set<std::pair<std::string, int>>& finished() const { return finished_; }

  /// Appends one line a launch and waits until the disk has them. Throws CannotMeasure if the disk is full.
  void append_round(const std::vector<nlohmann::json>& launches);

  /// Writes `name` whole. Throws CannotMeasure.
  void write(const std::string& name, const nlohmann::json& content) const;
  nlohmann::json read(const std::string& name) const;

  /// Every launch so far, in the order of execution.
  std::vector<nlohmann::json> launches() const;

  /// The launches that count: of each round the last attempt, since a round that was disturbed from outside is repeated.
  std::vector<nlohmann::json> standing_launches() const;

 private:
  explicit Results(std::filesystem::path folder) : folder_(std::move(folder)) {}
  void open_launches();

  std::filesystem::path folder_;
  Descriptor launches_;
  std::set<std::pair<std::string, int>> finished_;
};

/// "20261120T231500Z".
std::string utc_stamp();

}  // namespace harness
