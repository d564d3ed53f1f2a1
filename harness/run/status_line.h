#pragma once
// What a run shows while it works: on a terminal one line that is redrawn, elsewhere a plain line whenever a round ends.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace harness {

/// Writes to stderr from a thread of its own, so that the generator's thread never does. NO_COLOR is honoured.
class StatusLine {
 public:
  explicit StatusLine(std::chrono::nanoseconds estimate);
  ~StatusLine();

  /// As `done`: the share is what has passed of the estimate.
  static constexpr double by_the_clock = -1;

  /// What runs now, and the share of the whole work that is done. Any thread; takes a lock for as long as a string is moved.
  void show(std::string what, double done);

  /// A round ended: on a terminal the line goes on, elsewhere this is printed. From now on the time left follows from what was measured.
  void round_ended(const std::string& sentence);

  /// A line that stays, on a terminal too.
  void note(const std::string& sentence);

 private:
  void run();
  std::string line() const;

  const bool terminal_;
  const bool colour_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  const std::chrono::nanoseconds estimate_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string what_;
  double done_ = 0;
  bool measured_ = false;  // at least a round
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace harness
