// The grid of tasks: dependences both ways, the task, the reference answer.
#include "workloads/task_grid.h"

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "workloads/mix.h"

namespace workloads {
namespace {

constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;

// Each round needs the one before: about 5 cycles, and no memory.
std::uint64_t kernel(std::uint64_t value, std::int64_t rounds) noexcept {
  for (std::int64_t round = 0; round < rounds; ++round) {
    value ^= value >> 29;
    value *= odd;
  }
  return value;
}

constexpr std::uint64_t fold(std::uint64_t values, std::uint64_t next) { return odd * values + next; }

int cpus_of_this_machine() { return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 1024); }

}  // namespace

const std::array<ParameterSpec, 3> TaskGrid::parameters{
    ParameterSpec{.name = "steps",
                  .unit = "1",
                  .help = "rows of the grid; a prime, so that accidents of alignment show",
                  .standard = 997,
                  .quick = 31,
                  .minimum = 1,
                  .maximum = 100'000},
    ParameterSpec{.name = "width",
                  .unit = "1",
                  .help = "columns of the grid; by default the CPUs of this machine",
                  .standard = cpus_of_this_machine(),
                  .quick = 5,
                  .minimum = 1,
                  .maximum = 1024},
    ParameterSpec{.name = "rounds",
                  .unit = "1",
                  .help = "of the kernel in each task, some 2 ns a round",
                  .standard = 1024,
                  .quick = 8,
                  .minimum = 0,
                  .maximum = 1 << 24}};

TaskGrid::TaskGrid(const Parameters& given, const GridPattern& pattern) {
  const Parameters all = complete(parameters, given);
  steps_ = static_cast<int>(all.at("steps"));
  width_ = static_cast<int>(all.at("width"));
  rounds_ = all.at("rounds");
  period_ = pattern.period(width_);
  lists_.resize(static_cast<std::size_t>(period_) * static_cast<std::size_t>(width_));
  for (int phase = 0; phase < period_; ++phase)
    for (int column = 0; column < width_; ++column) {
      auto& own = lists_[static_cast<std::size_t>(phase) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(column)];
      own.inputs = pattern.inputs(phase, column, width_);
      if (own.inputs.size() > most_inputs) throw std::logic_error("a task of a grid has more inputs than TaskGrid::most_inputs");
      for (const int input : own.inputs)
        lists_[static_cast<std::size_t>(phase) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(input)].consumers.push_back(
            column);
    }
  outputs_.resize(static_cast<std::size_t>(steps_) * static_cast<std::size_t>(width_));
  for (int step = 0; step < steps_; ++step)
    for (int column = 0; column < width_; ++column) {
      if (inputs(step, column).empty()) roots_.push_back({.step = step, .column = column});
      if (consumers(step, column).empty()) sinks_.push_back({.step = step, .column = column});
    }
}

void TaskGrid::run_task(int step, int column) noexcept {
  std::uint64_t values = mix(nonce_ ^ index(step, column));
  for (const int input : inputs(step, column)) {
    const Output& from = outputs_[index(step - 1, input)];
    if (from.step != step - 1 || from.column != input) values = ~values;
    values = fold(values, from.value);
  }
  outputs_[index(step, column)] = {.step = step, .column = column, .value = mix(values + kernel(seed(column), rounds_))};
}

std::uint64_t TaskGrid::digest() const {
  std::uint64_t answer = sinks_.size();
  for (const auto [step, column] : sinks_) answer = fold(answer, outputs_[index(step, column)].value);
  return answer;
}

std::uint64_t TaskGrid::expected() const {
  std::vector<std::uint64_t> kernels;
  for (int column = 0; column < width_; ++column) kernels.push_back(kernel(seed(column), rounds_));
  std::vector<std::uint64_t> before(kernels.size());
  std::vector<std::uint64_t> values(kernels.size());
  std::uint64_t answer = sinks_.size();
  for (int step = 0; step < steps_; ++step) {
    std::swap(before, values);
    for (int column = 0; column < width_; ++column) {
      std::uint64_t folded = mix(nonce_ ^ index(step, column));
      for (const int input : inputs(step, column)) folded = fold(folded, before[static_cast<std::size_t>(input)]);
      values[static_cast<std::size_t>(column)] = mix(folded + kernels[static_cast<std::size_t>(column)]);
      if (consumers(step, column).empty()) answer = fold(answer, values[static_cast<std::size_t>(column)]);
    }
  }
  return answer;
}

}  // namespace workloads
