// Every implementation of a service in the registry × every check × both transports: a new implementation is tested without being named.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include "harness/conformance/check.h"

namespace {

using namespace harness;
using conformance::Outcome;

// What thread sanitizer reports of cells that are right, because it does not see it; empty elsewhere.
std::string blind_spot([[maybe_unused]] const conformance::Check& check, [[maybe_unused]] const conformance::ServiceUnderTest& target) {
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
  if (target.shape != "exchange") return "";
  if (target.id == "multithreaded/pool") return "it does not see that the kernel orders arming a connection before the worker woken for it";
  const bool uninstrumented = target.id.ends_with("/libuv") || target.id.ends_with("/io_uring");
  if (uninstrumented && check.threads > 1) return "libuv and liburing close and unmap by system calls that it does not see";
#endif
#endif
  return "";
}

class Conformance : public testing::Test {
 public:
  Conformance(const conformance::Check& check, conformance::ServiceUnderTest target) : check_(check), target_(std::move(target)) {}

  void TestBody() override {
    const std::string missing = workloads::find_implementation(target_.shape, target_.id)->unavailable();
    if (!missing.empty()) GTEST_SKIP() << "not available: " << missing;
    if (const std::string unseen = blind_spot(check_, target_); !unseen.empty()) GTEST_SKIP() << "thread sanitizer: " << unseen;
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

// Processes that no sanitizer sees, tried in release. What the harness does for them is the same for every cell.
bool is_left_to_release(const workloads::Implementation& one) {
  return conformance::sanitized && std::holds_alternative<workloads::ForeignService>(one.body);
}

// The registry is complete when main begins, which is too late for a static INSTANTIATE_TEST_SUITE_P.
void register_all() {
  for (const auto& implementation : workloads::implementations()) {
    if (!workloads::shape_named(implementation.shape).service || is_left_to_release(implementation)) continue;
    for (const auto transport : {Transport::tcp, Transport::unix_socket}) {
      // What a transport changes is in the sockets that all shapes share; `fiveways verify` tries both for all.
      if (transport == Transport::unix_socket && implementation.shape != "stream" && implementation.id() != "callback/epoll") continue;
      for (const auto& check : conformance::checks())
        if (conformance::is_of_shape(check, implementation.shape))
          add(check, {.id = implementation.id(),
                      .max_connections = implementation.traits.max_connections,
                      .transport = transport,
                      .shape = std::string(implementation.shape),
                      .program = FIVEWAYS_PROGRAM});
    }
  }
}

// How bytes are cut and left unread matters to other workloads as well; a few models, so that the run stays short.
// `fiveways verify --workload http` tries all.
void register_others() {
  static const auto checks = conformance::traffic_checks();
  for (const char* workload : {"http", "store"})
    for (const char* id : {"multithreaded/posix", "callback/epoll", "coroutine/asio", "callback/python", "callback/node"}) {
      const auto& one = *workloads::find_implementation("stream", id);
      if (!one.lacks(workload).empty() || is_left_to_release(one)) continue;
      for (const auto& check : checks) add(check, {.id = id, .workload = workload, .program = FIVEWAYS_PROGRAM});
    }
}

// Every implementation must keep its threads apart, and need not where there is one.
void register_shared_map() {
  for (const auto& check : conformance::checks())
    if (check.name == "many_at_once" || check.name == "many_at_once_on_two_threads")
      for (const auto& one : workloads::implementations())
        if (one.shape == "stream" && one.lacks("store").empty() && !is_left_to_release(one))
          add(check, {.id = one.id(), .max_connections = one.traits.max_connections, .workload = "store", .program = FIVEWAYS_PROGRAM});
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  register_all();
  register_others();
  register_shared_map();
  return RUN_ALL_TESTS();
}
