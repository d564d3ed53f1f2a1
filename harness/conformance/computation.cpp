// Verifies a computation by reference answers, in a process of its own.
#include "harness/conformance/computation.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>

#include "harness/conformance/check.h"
#include "harness/descriptor.h"
#include "harness/errors.h"
#include "workloads/mix.h"

namespace harness::conformance {
namespace {

constexpr std::chrono::milliseconds patience = std::chrono::seconds(sanitized ? 120 : 30);

std::string first_difference(const ComputationCase& tried, const workloads::Surroundings& surroundings) {
  const auto computation = tried.entry->make(tried.parameters, tried.workers, surroundings);
  for (std::uint64_t number = 1; number <= 3; ++number) {
    const std::uint64_t nonce = workloads::mix(number);
    const std::uint64_t got = computation->run(nonce);
    const std::uint64_t wanted = computation->expected(nonce);
    if (got != wanted) return fmt::format("run {} gave {:#x} instead of {:#x}", number, got, wanted);
  }
  return "";
}

[[noreturn]] void report(const ComputationCase& tried, const workloads::Surroundings& surroundings, int pipe) {
  std::string difference;
  try {
    difference = first_difference(tried, surroundings);
  } catch (const std::exception& error) {
    difference = fmt::format("it threw: {}", error.what());
  }
  const bool written = write(pipe, difference.data(), difference.size()) == static_cast<ssize_t>(difference.size());
  _exit(written ? 0 : 1);  // the parent's buffers and handlers are not the child's
}

}  // namespace

std::vector<workloads::Parameters> sizes_of(const workloads::Workload& workload) {
  if (workload.parameters.empty()) return {{}};
  const auto& first = workload.parameters.front();
  std::vector<workloads::Parameters> sizes;
  for (const auto others : {&workloads::ParameterSpec::quick, &workloads::ParameterSpec::minimum, &workloads::ParameterSpec::standard})
    for (const std::int64_t value : {first.minimum, first.minimum + 1, first.minimum + 2, first.quick}) {
      if (value > first.quick) continue;
      workloads::Parameters size;
      for (const auto& one : workload.parameters) size.emplace(one.name, one.*others);
      size.find(first.name)->second = value;
      if (std::ranges::find(sizes, size) == sizes.end()) sizes.push_back(std::move(size));
    }
  return sizes;
}

std::string ComputationCase::name() const {
  std::string text(entry->workload);
  for (const auto& [parameter, value] : parameters) text += fmt::format(" {}={}", parameter, value);
  return text + fmt::format(", {} worker{}", workers, workers == 1 ? "" : "s");
}

std::vector<ComputationCase> computation_cases(const workloads::Implementation& implementation) {
  std::vector<ComputationCase> cases;
  if (!implementation.unavailable().empty()) return cases;
  for (const auto& entry : std::get<std::vector<workloads::ComputationEntry>>(implementation.body))
    for (const auto& workload = *workloads::find_workload(entry.workload); const auto& size : sizes_of(workload))
      for (const int workers : {1, 2, 4})
        if (workers <= implementation.traits.max_workers && workload.units(size) <= implementation.traits.max_units &&
            implementation.refusal(size).empty())
          cases.push_back({&entry, size, workers});
  return cases;
}

std::optional<std::string> verify_computation(const ComputationCase& tried, const workloads::Surroundings& surroundings) {
  int ends[2];
  check(pipe2(ends, O_CLOEXEC), "pipe2");
  const Descriptor read_end(ends[0]);
  Descriptor write_end(ends[1]);
  std::fflush(nullptr);
  const pid_t child = check(fork(), "fork");
  if (child == 0) report(tried, surroundings, write_end.get());
  write_end.reset();
  pollfd done{.fd = read_end.get(), .events = POLLIN, .revents = 0};
  const bool in_time = check(poll(&done, 1, static_cast<int>(patience.count())), "poll") > 0;
  if (!in_time) kill(child, SIGKILL);
  std::array<char, 512> text;
  const ssize_t size = check(read(read_end.get(), text.data(), text.size()), "read");
  int status = 0;
  check(waitpid(child, &status, 0), "waitpid");
  if (!in_time) return fmt::format("it did not end within {} s", std::chrono::duration_cast<std::chrono::seconds>(patience).count());
  if (WIFSIGNALED(status)) return fmt::format("it was ended by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
  if (WEXITSTATUS(status) != 0) return fmt::format("its process exited with status {}", WEXITSTATUS(status));
  if (size > 0) return std::string(text.data(), static_cast<std::size_t>(size));
  return std::nullopt;
}

}  // namespace harness::conformance
