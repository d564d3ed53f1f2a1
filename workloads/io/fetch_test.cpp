// The sessions of `fetch`: they take what our `http` answers, and count nothing that is wrong.
#include "workloads/io/fetch.h"

#include <gtest/gtest.h>

#include "workloads/io/http.h"

namespace workloads {
namespace {

std::string text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

// The digest of one run; of the reply with that number, one byte is changed.
std::uint64_t digest_of(Fetch& fetch, std::uint64_t nonce, int changed = -1) {
  const Http http({});
  fetch.begin(nonce);
  int number = 0;
  for (int i = 0; i < fetch.connections(); ++i) {
    const auto server = http.open_session(nullptr);
    fetch.session(i).connected();
    for (Bytes request; request = fetch.session(i).next_request(), !request.empty();) {
      std::string reply = text_of(server->on_input(request).bytes);
      if (number++ == changed) reply.back() ^= 1;
      EXPECT_EQ(fetch.session(i).on_reply(bytes_of(reply).first(10)), Answer::more);
      if (fetch.session(i).on_reply(bytes_of(reply).subspan(10)) == Answer::wrong) break;
    }
  }
  return fetch.digest();
}

TEST(Fetch, GivesTheReferenceAnswerToRightReplies) {
  for (const std::int64_t requests : {1, 2, 5, 100}) {
    Fetch fetch({{"requests", requests}, {"connections", 3}}, {});
    for (const std::uint64_t nonce : {1U, 2U}) {
      const std::uint64_t digest = digest_of(fetch, nonce);
      fetch.begin(nonce);
      EXPECT_EQ(digest, fetch.expected());
    }
    EXPECT_NE(digest_of(fetch, 1), digest_of(fetch, 2));
  }
}

TEST(Fetch, MissesAWrongReplyInTheDigest) {
  Fetch fetch({{"requests", 20}, {"connections", 3}}, {});
  fetch.begin(1);
  const std::uint64_t expected = fetch.expected();
  for (int changed = 0; changed < 20; ++changed) EXPECT_NE(digest_of(fetch, 1, changed), expected) << changed;
}

}  // namespace
}  // namespace workloads
