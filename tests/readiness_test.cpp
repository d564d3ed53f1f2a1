// Every implementation of `readiness` when its server throws it out, is away or falls silent: a sentence.
#include <gtest/gtest.h>
#include <signal.h>

#include "harness/computation/trial.h"
#include "harness/process.h"
#include "harness/upstream/program.h"
#include "harness/upstream/upstream.h"
#include "workloads/registry.h"

namespace {

using workloads::Implementation;

class EveryReadiness : public testing::TestWithParam<const Implementation*> {};

void end_all_connections(const std::string& folder) {
  auto psql = harness::Process::start({.program = harness::program_at("psql", "postgresql-client"),
                                       .arguments = {"psql", "-q", "-h", folder, "-U", "postgres", "-o", "/dev/null", "-c",
                                                     "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                                     "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"},
                                       .inherited = {},
                                       .cpus = {},
                                       .environment = {}});
  ASSERT_EQ(psql.wait(std::chrono::seconds(30)).exit_status, 0);
}

TEST_P(EveryReadiness, AConnectionThatIsEndedIsASentenceAndANewOneTheNextTime) {
  harness::Upstreams upstreams;
  const auto& workload = *workloads::find_workload("postgres");
  const workloads::Parameters parameters{{"connections", 3}, {"requests", 50}, {"value_bytes", 200}};
  const auto around = upstreams.around(workload, parameters);
  const auto& entries = std::get<std::vector<workloads::ComputationEntry>>(GetParam()->body);
  const auto computation = entries.front().make(parameters, 1, around);
  EXPECT_EQ(computation->run(1), computation->expected(1));
  end_all_connections(around.address);
  try {
    computation->run(2);
    ADD_FAILURE() << "it answered on connections that had been ended";
  } catch (const std::runtime_error& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with("postgres: ")) << error.what();
  }
  EXPECT_EQ(computation->run(3), computation->expected(3));
}

// It may wait for ever itself: whoever measures it does not.
TEST_P(EveryReadiness, IsKilledAndSaidToHaveHungWhenTheServerFallsSilent) {
  using namespace std::chrono_literals;
  harness::Upstreams upstreams;
  const workloads::Parameters parameters{{"connections", 3}, {"requests", 50}, {"value_bytes", 200}};
  const auto around = upstreams.around(*workloads::find_workload("postgres"), parameters);
  auto trial = harness::Trial::start(
      {.id = GetParam()->id(), .workload = "postgres", .parameters = parameters, .surroundings = around, .program = FIVEWAYS_PROGRAM});
  const auto ready = trial.ready(60s);
  ASSERT_TRUE(std::holds_alternative<harness::TrialFacts>(ready)) << std::get<harness::Failure>(ready).sentence;
  const auto processes = upstreams.processes();
  for (const pid_t one : processes) kill(one, SIGSTOP);
  const auto slice = trial.run(1, 300ms);
  for (const pid_t one : processes) kill(one, SIGCONT);
  ASSERT_TRUE(std::holds_alternative<harness::Failure>(slice));
  const auto& failure = std::get<harness::Failure>(slice);
  EXPECT_EQ(failure.kind, "hung");
  EXPECT_NE(failure.sentence.find("no answer within 0.3 s"), std::string::npos) << failure.sentence;
  EXPECT_NE(failure.sentence.find(around.address), std::string::npos) << failure.sentence;
}

TEST_P(EveryReadiness, NoServerIsASentence) {
  const auto& entries = std::get<std::vector<workloads::ComputationEntry>>(GetParam()->body);
  const auto computation = entries.front().make({{"connections", 2}}, 1, {.address = "/nonexistent"});
  EXPECT_THROW(computation->run(1), std::runtime_error);
}

std::vector<const Implementation*> every_implementation() {
  std::vector<const Implementation*> all;
  for (const auto& one : workloads::implementations())
    if (one.shape == "readiness" && one.unavailable().empty()) all.push_back(&one);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Every, EveryReadiness, testing::ValuesIn(every_implementation()),
                         [](const auto& tested) { return std::string(tested.param->model) + "_" + std::string(tested.param->backend); });

}  // namespace
