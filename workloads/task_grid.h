#pragma once
// A grid of tasks, steps × width, where a task reads outputs of the step before: what every workload of shape `task_graph` is,
// apart from its pattern of dependences. After Task Bench (Slaughter et al., SC'20).

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "workloads/parameters.h"

namespace workloads {

/// The place of a task.
struct GridTask {
  int step;
  int column;
};

/// The columns of the step before that a task reads, ascending, at most TaskGrid::most_inputs. A pattern repeats after `period` steps.
struct GridPattern {
  int (*period)(int width);
  std::vector<int> (*inputs)(int phase, int column, int width);  // phase = step % period; step 0 has no inputs
};

/// Every task checks that each of its inputs carries the step and column it should, folds their values in order, then computes `rounds`
/// of a kernel; all depend on the nonce of the run. So an input that is wrong, missing or early changes the answer.
class TaskGrid {
 public:
  static constexpr std::size_t most_inputs = 3;
  /// steps, width (by default the CPUs of this machine), rounds.
  static const std::array<ParameterSpec, 3> parameters;

  TaskGrid(const Parameters& given, const GridPattern& pattern);

  /// Starts a run with this nonce. Between runs only.
  void begin(std::uint64_t nonce) { nonce_ = nonce; }
  /// The answer of the run: of every task without consumers, and so of all.
  std::uint64_t digest() const;
  /// The digest that this run must have, found serially; the kernel is computed once a column.
  std::uint64_t expected() const;
  std::uint64_t units() const { return outputs_.size(); }

  int steps() const { return steps_; }
  int width() const { return width_; }
  std::size_t tasks() const { return outputs_.size(); }
  /// 0 … tasks() - 1, step by step.
  std::size_t index(int step, int column) const {
    return static_cast<std::size_t>(step) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(column);
  }

  /// Columns of the step before, which must have run.
  std::span<const int> inputs(int step, int column) const { return step == 0 ? std::span<const int>() : lists(step, column).inputs; }
  /// Columns of the step after, which wait for this task.
  std::span<const int> consumers(int step, int column) const {
    return step + 1 == steps_ ? std::span<const int>() : lists(step + 1, column).consumers;
  }
  /// Tasks without inputs, and tasks without consumers; step by step.
  std::span<const GridTask> roots() const { return roots_; }
  std::span<const GridTask> sinks() const { return sinks_; }

  /// Runs a task whose inputs have run. Once a task and run, by any thread.
  void run_task(int step, int column) noexcept;

 private:
  // On cache lines of their own: what tasks share is what they read. All steps are kept: 64 bytes a task.
  struct alignas(64) Output {
    int step = -1;
    int column = -1;
    std::uint64_t value = 0;
  };
  // What the tasks of a phase read, and who of that phase reads a column of the step before.
  struct Lists {
    std::vector<int> inputs;
    std::vector<int> consumers;
  };

  const Lists& lists(int step, int column) const {
    return lists_[static_cast<std::size_t>(step % period_) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(column)];
  }
  std::uint64_t seed(int column) const { return nonce_ + static_cast<std::uint64_t>(column); }

  int steps_;
  int width_;
  std::int64_t rounds_;
  int period_;
  std::uint64_t nonce_ = 0;
  std::vector<Lists> lists_;
  std::vector<GridTask> roots_;
  std::vector<GridTask> sinks_;
  std::vector<Output> outputs_;
};

}  // namespace workloads
