// Writes and continues a results folder.
#include "harness/run/results.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <fstream>
#include <map>
#include <tuple>

#include "harness/errors.h"

namespace harness {
namespace {

using nlohmann::json;

constexpr const char* launches_file = "launches.jsonl";

std::string why() { return std::generic_category().message(errno); }

// The whole text, or an exception that ends with `advice`, and the file as it was.
void write_whole(int file, const std::string& text, const std::string& path, const std::string& advice) {
  struct stat before {};
  check(fstat(file, &before), "fstat");
  for (std::size_t written = 0; written < text.size();) {
    const ssize_t size = ::write(file, text.data() + written, text.size() - written);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) {
      const std::string reason = why();
      if (ftruncate(file, before.st_size) != 0)
        throw CannotMeasure(fmt::format("cannot write {} ({}), nor undo half a line", path, reason));
      throw CannotMeasure(fmt::format("cannot write {}: {}; {}", path, reason, advice));
    }
    written += static_cast<std::size_t>(size);
  }
  if (fdatasync(file) != 0 && errno != EINVAL) throw CannotMeasure(fmt::format("cannot flush {}: {}; {}", path, why(), advice));
}

constexpr const char* go_on = "everything before is kept: make room and go on with --resume";

}  // namespace

Results Results::create(const std::filesystem::path& folder) {
  std::error_code error;
  const auto refuse_used = [&] {
    if (std::filesystem::exists(folder, error) && !std::filesystem::is_empty(folder, error))
      throw UsageError(fmt::format("--out {} exists already and is not empty; to continue a run use --resume", folder.string()));
  };
  refuse_used();
  std::filesystem::create_directories(folder, error);
  if (error) throw UsageError(fmt::format("--out {}: cannot make the folder: {}", folder.string(), error.message()));
  Results results(folder);
  results.lock();
  refuse_used();  // another process may have been faster
  results.continue_rounds();
  return results;
}

Results Results::resume(const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder)) throw UsageError(fmt::format("--resume {}: no such folder", folder.string()));
  Results results(folder);
  results.lock();
  results.read_rounds();
  return results;
}

Results Results::look_at(const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder)) throw UsageError(fmt::format("--resume {}: no such folder", folder.string()));
  Results results(folder);
  results.read_rounds();
  return results;
}

void Results::lock() {
  lock_.reset(open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!lock_) throw CannotMeasure(fmt::format("cannot open {}: {}", folder_.string(), why()));
  if (flock(lock_.get(), LOCK_EX | LOCK_NB) == 0) return;
  if (errno != EWOULDBLOCK) throw CannotMeasure(fmt::format("cannot lock {}: {}", folder_.string(), why()));
  throw CannotMeasure(fmt::format("another run writes to {}: wait until it has ended", folder_.string()));
}

void Results::read_rounds() {
  const auto path = folder_ / launches_file;
  std::ifstream in(path);
  if (!in) throw CannotMeasure(fmt::format("--resume {}: {} is missing: not a results folder", folder_.string(), launches_file));
  std::map<std::string, std::size_t> contestants;
  for (const Case& one : plan_from_json(read("plan.json")).cases) contestants[one.id] = one.contestants.size();
  std::uintmax_t seen = 0;
  std::size_t launches = 0;  // of the round that the line belongs to
  std::tuple<std::string, int, int> round;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (in.eof()) break;  // no newline: cut off while it was written
    try {
      const json launch = json::parse(line);
      const std::tuple of{launch.at("case").get<std::string>(), launch.at("round").get<int>(), launch.at("attempt").get<int>()};
      if (!contestants.contains(std::get<0>(of)))
        throw CannotMeasure(
            fmt::format("{} line {} is of a case that plan.json does not have: {}", path.string(), number, std::get<0>(of)));
      if (launches > 0 && of != round)
        throw CannotMeasure(fmt::format("{} line {} begins a round before the one above is complete", path.string(), number));
      round = of;
    } catch (const json::exception&) {
      throw CannotMeasure(fmt::format("{} line {} is not a launch of Fiveways", path.string(), number));
    }
    seen += line.size() + 1;
    if (++launches < contestants.at(std::get<0>(round))) continue;
    keep(std::get<0>(round), std::get<1>(round));
    launches = 0;
    whole_bytes_ = seen;
  }
}

void Results::continue_rounds() {
  const auto path = folder_ / launches_file;
  launches_.reset(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!launches_) throw CannotMeasure(fmt::format("cannot write {}: {}", path.string(), why()));
  check(ftruncate(launches_.get(), static_cast<off_t>(whole_bytes_)), "ftruncate");
}

int Results::rounds_left(const Case& one) const {
  int left = 0;
  for (int round = 0; round < one.rounds; ++round) left += !finished_.contains({one.id, round});
  return left;
}

void Results::append_round(const std::vector<json>& launches) {
  std::string text;
  for (const json& launch : launches) text += launch.dump() + "\n";
  write_whole(launches_.get(), text, (folder_ / launches_file).string(), go_on);
  whole_bytes_ += text.size();
  if (!launches.empty()) keep(launches.front().at("case").get<std::string>(), launches.front().at("round").get<int>());
}

void Results::keep(const std::string& of_case, int round) {
  if (!finished_.emplace(of_case, round).second) ++repeated_;
}

void Results::write(const std::string& name, const json& content) const {
  const auto path = folder_ / name;
  const auto half = folder_ / (name + ".part");
  const Descriptor file(open(half.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!file) throw CannotMeasure(fmt::format("cannot write {}: {}", path.string(), why()));
  const bool begun = has("plan.json");
  try {
    write_whole(file.get(), content.dump(1) + "\n", path.string(),
                begun ? go_on : fmt::format("nothing is measured yet: make room, remove {} and begin again", folder_.string()));
  } catch (const CannotMeasure&) {
    unlink(half.c_str());
    throw;
  }
  std::filesystem::rename(half, path);
}

json Results::read(const std::string& name) const {
  std::ifstream in(folder_ / name);
  if (!in) throw CannotMeasure(fmt::format("{} is missing: not a results folder of Fiveways", (folder_ / name).string()));
  try {
    return json::parse(in);
  } catch (const json::exception&) {
    throw CannotMeasure(fmt::format("{} is cut off or not JSON", (folder_ / name).string()));
  }
}

std::vector<json> Results::launches() const {
  std::vector<json> all;
  std::ifstream in(folder_ / launches_file);
  std::uintmax_t seen = 0;
  for (std::string line; seen < whole_bytes_ && std::getline(in, line); seen += line.size() + 1) all.push_back(json::parse(line));
  return all;
}

std::vector<json> Results::standing_launches() const {
  std::vector<json> all = launches();
  const auto round = [](const json& launch) { return std::pair(launch.at("case").get<std::string>(), launch.at("round").get<int>()); };
  std::map<std::pair<std::string, int>, int> last;
  for (const json& launch : all) last[round(launch)] = std::max(last[round(launch)], launch.at("attempt").get<int>());
  std::erase_if(all, [&](const json& launch) { return launch.at("attempt").get<int>() < last[round(launch)]; });
  return all;
}

std::string utc_stamp() { return fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(std::time(nullptr))); }

}  // namespace harness
