// Trials of computations, right and faulty. The program is its own contestant: the harness executes it again as `trial`.
#include "harness/computation/trial.h"

#include <gmock/gmock.h>
#include <poll.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "harness/command_line.h"
#include "harness/exit_status.h"
#include "tests/faulty/fork_join/contestants.h"

namespace harness {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

TrialOptions options_of(std::string id) { return {.id = std::move(id), .workload = "fib", .parameters = {{"n", 10}}}; }

Trial started(const TrialOptions& options) {
  Trial trial = Trial::start(options);
  const auto ready = trial.ready(60s);
  EXPECT_TRUE(std::holds_alternative<TrialFacts>(ready)) << std::get<Failure>(ready).sentence;
  return trial;
}

// What the second slice of a faulty contestant says; the first must work, and a third must say the same.
std::string failure_of(const std::string& id, std::chrono::milliseconds timeout = 60s) {
  Trial trial = started(options_of(id));
  EXPECT_TRUE(std::holds_alternative<Slice>(trial.run(1, 60s)));
  const auto second = trial.run(2, timeout);
  if (!std::holds_alternative<Failure>(second)) return "no failure";
  EXPECT_EQ(std::get<Failure>(trial.run(1, timeout)).sentence, std::get<Failure>(second).sentence);
  return std::get<Failure>(second).sentence;
}

TEST(Trial, RunsExactlyAsManyIterationsAsItIsTold) {
  Trial trial = started(options_of("faulty/right"));
  for (const std::int64_t iterations : {1, 7, 1000}) {
    const auto slice = trial.run(iterations, 60s);
    ASSERT_TRUE(std::holds_alternative<Slice>(slice)) << std::get<Failure>(slice).sentence;
    EXPECT_EQ(std::get<Slice>(slice).iterations, iterations);
    EXPECT_GT(std::get<Slice>(slice).real, 0ns);
  }
  EXPECT_TRUE(trial.stop().stopped);
}

TEST(Trial, SaysHowManyNodesAndThreadsItHas) {
  Trial trial = Trial::start(options_of("faulty/right"));
  const auto ready = trial.ready(60s);
  ASSERT_TRUE(std::holds_alternative<TrialFacts>(ready));
  EXPECT_EQ(std::get<TrialFacts>(ready).units, 177U);
  EXPECT_GE(std::get<TrialFacts>(ready).threads, 1);
}

TEST(Trial, ASliceSaysHowItsNodesCameToBeVisitedAndNothingOfWhatNobodyCounts) {
  Trial trial = started(options_of("faulty/right"));
  const auto slice = trial.run(7, 60s);
  ASSERT_TRUE(std::holds_alternative<Slice>(slice));
  const auto& forks = std::get<Slice>(slice).checked.forks;
  EXPECT_EQ(forks.forked, 7U * 88);
  EXPECT_EQ(forks.run_inline, 7U * 89);
  EXPECT_EQ(forks.stolen, std::nullopt);
}

TEST(Trial, NullIsTheFloorOfAnIteration) {
  Trial trial = started(options_of("null"));
  const auto slice = trial.run(100'000, 60s);
  ASSERT_TRUE(std::holds_alternative<Slice>(slice));
  EXPECT_LT(std::get<Slice>(slice).real / 100'000, 10us);
}

TEST(Trial, CalibrationFindsIterationsThatLastAboutAsLongAsWanted) {
  Trial trial = started(options_of("null"));
  const auto iterations = iterations_lasting(trial, 2ms, 60s);
  ASSERT_TRUE(std::holds_alternative<std::int64_t>(iterations));
  EXPECT_GT(std::get<std::int64_t>(iterations), 100);
}

TEST(Trial, AWrongFirstAnswerIsNeverReady) {
  Trial trial = Trial::start(options_of("faulty/never_right"));
  const auto ready = trial.ready(60s);
  ASSERT_TRUE(std::holds_alternative<Failure>(ready));
  EXPECT_THAT(std::get<Failure>(ready).sentence,
              AllOf(StartsWith("fib/faulty/never_right/workers:1/n:10 "), HasSubstr("the reference is 0000000000000002")));
  EXPECT_EQ(trial.stop().exit_status, exit_wrong);
}

TEST(Trial, AWrongAnswerGivesNoTime) { EXPECT_THAT(failure_of("faulty/wrong_answer"), HasSubstr("2 of 2 answers were wrong")); }

TEST(Trial, AnAnswerOfAnotherRunIsWrong) { EXPECT_THAT(failure_of("faulty/cached"), HasSubstr("2 of 2 answers were wrong")); }

TEST(Trial, AHangIsKilledAndSaid) {
  EXPECT_THAT(failure_of("faulty/hang", 300ms), HasSubstr("gave no answer within 0.3 s while running 2 iterations and was killed"));
}

TEST(Trial, ACrashIsSaidWithItsSignal) {
  EXPECT_THAT(failure_of("faulty/crash"), HasSubstr("was ended by signal 11 (Segmentation fault)"));
}

TEST(Trial, AnEarlyExitIsSaidWithItsStatus) { EXPECT_THAT(failure_of("faulty/quit"), HasSubstr("exited with status 7")); }

TEST(Trial, WhatItThrowsIsSaid) { EXPECT_THAT(failure_of("faulty/throw"), HasSubstr("threw: no more memory for frames")); }

TEST(Trial, AnUnknownContestantIsAFailureNotAHang) {
  Trial trial = Trial::start(options_of("faulty/none"));
  const auto ready = trial.ready(60s);
  ASSERT_TRUE(std::holds_alternative<Failure>(ready));
  EXPECT_THAT(std::get<Failure>(ready).sentence, HasSubstr("exited with status 2"));
}

TEST(Trial, AProgramThatCannotBeExecutedIsAFailure) {
  auto options = options_of("null");
  options.program = "/nonexistent";
  Trial trial = Trial::start(options);
  EXPECT_THAT(std::get<Failure>(trial.ready(60s)).sentence, HasSubstr("the program could not be executed"));
}

TEST(Trial, RunsOnTheProcessorsItIsGiven) {
  cpu_set_t allowed;
  ASSERT_EQ(sched_getaffinity(0, sizeof allowed, &allowed), 0);
  int last = -1;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
    if (CPU_ISSET(static_cast<std::size_t>(cpu), &allowed)) last = cpu;
  auto options = options_of("null");
  options.cpus = {last};
  const Trial trial = started(options);
  std::ifstream status("/proc/" + std::to_string(trial.pid()) + "/status");
  std::string line;
  while (std::getline(status, line) && !line.starts_with("Cpus_allowed_list:")) continue;
  EXPECT_EQ(line, "Cpus_allowed_list:\t" + std::to_string(last));
}

TEST(Trial, IsKilledWithItsOwner) {
  Descriptor observer;
  {
    const Trial trial = started(options_of("faulty/hang"));
    observer.reset(static_cast<int>(syscall(SYS_pidfd_open, trial.pid(), 0)));
    ASSERT_TRUE(observer);
  }
  pollfd ended{.fd = observer.get(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(poll(&ended, 1, 10'000), 1);
}

// `fiveways bench` in a process of its own, because the library keeps its flags, with what it prints.
struct Bench {
  explicit Bench(const std::string& flags) {
    const std::string program = std::filesystem::read_symlink("/proc/self/exe");
    FILE* pipe = popen((program + " bench " + flags).c_str(), "r");
    for (int byte = fgetc(pipe); byte != EOF; byte = fgetc(pipe)) output += static_cast<char>(byte);
    const int ended = pclose(pipe);
    status = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
  }
  int status;
  std::string output;
};

TEST(Bench, AWrongAnswerGivesNoTimeAndExitStatusOne) {
  const Bench bench("--benchmark_filter=^fib/faulty/wrong_answer/ --workers 1 --param n=5 2>&1");
  EXPECT_EQ(bench.status, exit_wrong) << bench.output;
  EXPECT_THAT(bench.output, AllOf(HasSubstr("ERROR OCCURRED"), HasSubstr("answers were wrong")));
}

TEST(Bench, ARightOneGivesGoogleBenchmarksSchema) {
  const Bench bench(
      "--benchmark_filter=^fib/faulty/right/ --workers 1 --param n=5 --benchmark_format=json --benchmark_min_time=0.001 2>/dev/null");
  EXPECT_EQ(bench.status, exit_fine) << bench.output;
  const auto report = nlohmann::json::parse(bench.output, nullptr, false);
  ASSERT_TRUE(report.is_object()) << bench.output;
  EXPECT_EQ(report.at("benchmarks").at(0).at("name"), "fib/faulty/right/workers:1/n:5/process_time/real_time");
  EXPECT_EQ(report.at("benchmarks").at(0).at("units"), 15);
}

TEST(Bench, AFilterThatMatchesNothingNamesWhatIsNear) {
  const Bench bench("--benchmark_filter=^fib/fualty/wrong_answer 2>&1");
  EXPECT_EQ(bench.status, exit_usage);
  EXPECT_THAT(bench.output, AllOf(HasSubstr("matches no benchmark"), HasSubstr("fib/faulty/wrong_answer")));
}

TEST(Bench, AnUnknownFlagIsNamed) {
  const Bench bench("--benchmark_reptitions=5 2>&1");
  EXPECT_EQ(bench.status, exit_usage);
  EXPECT_THAT(bench.output, HasSubstr("'--benchmark_reptitions=5'"));
}

}  // namespace
}  // namespace harness

int main(int argc, char** argv) {
  faulty::add_all();
  if (argc > 1 && (std::string_view(argv[1]) == "trial" || std::string_view(argv[1]) == "bench"))
    return harness::run_command_line(argc, argv);
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
