// Every implementation of a service in the registry × every check × both transports: a new implementation is tested without being named.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include "harness/conformance/check.h"

namespace {

using namespace harness;
using conformance::Outcome;

class Conformance : public testing::Test {
 public:
  Conformance(const conformance::Check& check, conformance::ServiceUnderTest target) : check_(check), target_(std::move(target)) {}

  void TestBody() override {
    const std::string missing = workloads::find_implementation(target_.shape, target_.id)->unavailable();
    if (!missing.empty()) GTEST_SKIP() << "not available: " << missing;
    const Outcome outcome = conformance::perform(check_, target_);
    if (outcome.kind == Outcome::not_applicable) GTEST_SKIP() << "not applicable: " << outcome.reason;
    EXPECT_EQ(outcome.kind, Outcome::passed) << target_.id << " must hold: " << check_.sentence << "\nbut: " << outcome.reason;
  }

 private:
  const conformance::Check& check_;
  conformance::ServiceUnderTest target_;
};

void add(const conformance::Check& check, const conformance::ServiceUnderTest& target) {
  const std::string name = fmt::format("{}/{}{}", check.name, target.transport == Transport::tcp ? "tcp" : "unix",
                                       target.workload.empty() ? "" : "/" + target.workload);
  const std::string suite = target.shape == "stream" ? target.id : target.shape + "/" + target.id;
  testing::RegisterTest(suite.c_str(), name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                        [&check, target]() -> Conformance* { return new Conformance(check, target); });
}

// The registry is complete when main begins, which is too late for a static INSTANTIATE_TEST_SUITE_P.
void register_all() {
  for (const auto& implementation : workloads::implementations()) {
    if (!workloads::shape_named(implementation.shape).service) continue;
    for (const auto transport : {Transport::tcp, Transport::unix_socket})
      for (const auto& check : conformance::checks())
        if (conformance::is_of_shape(check, implementation.shape))
          add(check, {.id = implementation.id(),
                      .max_connections = implementation.traits.max_connections,
                      .transport = transport,
                      .shape = std::string(implementation.shape),
                      .program = FIVEWAYS_PROGRAM});
  }
}

// How bytes are cut and left unread matters to http as well; a few models, so that the run stays short. `fiveways verify --workload http`
// tries all.
void register_http() {
  static const auto checks = conformance::traffic_checks();
  for (const char* id : {"multithreaded/posix", "callback/epoll", "coroutine/asio"})
    for (const auto& check : checks) add(check, {.id = id, .workload = "http", .program = FIVEWAYS_PROGRAM});
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  register_all();
  register_http();
  return RUN_ALL_TESTS();
}
