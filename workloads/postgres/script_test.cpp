#include "workloads/postgres/script.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace workloads {
namespace {

TEST(PostgresScript, ReadsOnlyWhatItWroteInThisRun) {
  const PostgresScript script{.seed = 7};
  std::map<std::uint64_t, std::uint64_t> written;
  for (std::uint64_t request = 0; request < 1000; ++request) {
    if (PostgresScript::writes(request)) written[script.row(request)] = request;
    ASSERT_TRUE(written.contains(script.row(request))) << request;
    EXPECT_EQ(script.written_by(request), written[script.row(request)]) << request;
    EXPECT_EQ(script.value(request, 40), script.value(written[script.row(request)], 40));
  }
  EXPECT_EQ(written.size(), PostgresScript::rows);
}

TEST(PostgresScript, NoTwoWritesAreAlike) {
  std::set<std::string> values;
  for (const std::uint64_t seed : {1, 2, 3})
    for (std::uint64_t request = 0; request < 1000; request += PostgresScript::requests_a_write)
      EXPECT_TRUE(values.insert(PostgresScript{.seed = seed}.value(request, 16)).second);
}

TEST(PostgresScript, AHashSeesEveryByteAndItsPlace) {
  EXPECT_NE(hash_of("ab"), hash_of("ba"));
  EXPECT_NE(hash_of("ab"), hash_of("ab "));
  EXPECT_NE(hash_of(""), hash_of(std::string_view("\0", 1)));
}

}  // namespace
}  // namespace workloads
