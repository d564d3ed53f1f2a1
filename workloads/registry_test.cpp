// What an implementation in another language says of itself.
#include "workloads/registry.h"

#include <gtest/gtest.h>

namespace workloads {
namespace {

Implementation foreign(std::vector<Needed> needs) {
  return {.model = "callback",
          .backend = "other",
          .shape = "stream",
          .file = "impls/callback/other/stream.rb",
          .traits = {},
          .body = ForeignService{.needs = std::move(needs), .workloads = {"echo"}}};
}

TEST(ForeignService, IsAvailableWhereAllThatItNeedsExists) {
  EXPECT_EQ(foreign({{"/proc/self/exe", "base"}, {"/proc/self/status", "base"}}).unavailable(), "");
}

TEST(ForeignService, NamesThePackageOfAMissingInterpreterOrModule) {
  EXPECT_EQ(foreign({{"/nowhere/ruby", "ruby"}}).unavailable(), "/nowhere/ruby is missing: apt-get install ruby");
  EXPECT_EQ(foreign({{"/proc/self/exe", "base"}, {"/nowhere/module", "ruby-module"}}).unavailable(),
            "/nowhere/module is missing: apt-get install ruby-module");
}

TEST(ForeignService, LacksWorkloadsOfWhichItHasNoPort) {
  EXPECT_EQ(foreign({}).lacks("echo"), "");
  EXPECT_EQ(foreign({}).lacks("http"), "it is another language and has no port of http");
}

TEST(ForeignService, NothingInCppLacksAWorkload) { EXPECT_EQ(Implementation{.body = ServeStream{}}.lacks("http"), ""); }

}  // namespace
}  // namespace workloads
