// The server's half of `http`: what it answers, however requests are cut, and what it refuses.
#include "workloads/io/http.h"

#include <gtest/gtest.h>

#include <string>

namespace workloads {
namespace {

struct Answer {
  std::string text;
  bool close = false;
  bool operator==(const Answer&) const = default;
};

// Feeds one session; keeps what it answers until it closes.
class Conversation {
 public:
  explicit Conversation(const Http& http) : session_(http.open_session(nullptr)) {}

  Conversation& say(std::string_view text) {
    const Reply reply = session_->on_input(std::as_bytes(std::span(text)));
    answer_.text.append(reinterpret_cast<const char*>(reply.bytes.data()), reply.bytes.size());
    answer_.close = reply.close;
    return *this;
  }
  const Answer& answer() const { return answer_; }

 private:
  std::unique_ptr<StreamSession> session_;
  Answer answer_;
};

const Http plain({});

Answer ask(std::string_view text, const Http& http = plain) { return Conversation(http).say(text).answer(); }

std::string status_of(std::string_view reply) { return std::string(reply.substr(9, 3)); }

int replies_in(std::string_view text) {
  int count = 0;
  for (auto at = text.find("HTTP/1.1 "); at != std::string_view::npos; at = text.find("HTTP/1.1 ", at + 1)) ++count;
  return count;
}

std::string request(std::string_view target, std::string_view fields = "", std::string_view method = "GET") {
  return std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: there\r\n" + std::string(fields) + "\r\n";
}

TEST(Http, AnItemIsAnsweredToTheLetter) {
  const Answer answer = ask(request("/item/42"), Http({{"body_bytes", 12}}));
  EXPECT_EQ(answer.text.substr(0, answer.text.size() - 12),
            "HTTP/1.1 200 OK\r\nServer: fiveways\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n"
            "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n");
  EXPECT_FALSE(answer.close);
}

TEST(Http, BodiesDifferByItem) {
  EXPECT_NE(ask(request("/item/1")).text, ask(request("/item/2")).text);
  EXPECT_EQ(ask(request("/item/1")).text, ask(request("http://there/item/1")).text) << "the absolute form";
}

TEST(Http, HeadIsAnsweredAsGetWithoutTheBody) {
  const std::string get = ask(request("/item/42")).text;
  EXPECT_EQ(ask(request("/item/42", "", "HEAD")).text, get.substr(0, get.size() - 64));
  EXPECT_TRUE(ask(request("/", "", "HEAD")).text.ends_with("\r\n\r\n"));
}

TEST(Http, UnknownTargetsAreNotFoundAndTheConnectionStays) {
  for (const char* target :
       {"/", "/item/", "/item/x", "/item/1x", "/item/-1", "/item/18446744073709551616", "/items/1", "/item/1?a", "*", "http://there"})
    EXPECT_EQ(status_of(ask(request(target)).text), "404") << target;
  EXPECT_FALSE(ask(request("/")).close);
}

TEST(Http, OtherMethodsAreNotAllowedAndTheirContentIsSkipped) {
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT"}) {
    const Answer answer = ask(request("/item/1", "", method) + request("/item/1"));
    EXPECT_EQ(status_of(answer.text), "405") << method;
    EXPECT_NE(answer.text.find("\r\nAllow: GET, HEAD\r\n"), std::string::npos);
    EXPECT_EQ(replies_in(answer.text), 2) << method;
  }
  for (const char* content :
       {"Content-Length: 5\r\n\r\nGET /", "Transfer-Encoding: chunked\r\n\r\n5\r\nGET /\r\n3;a=b\r\n\r\n\r\r\n0\r\nX: y\r\n\r\n"}) {
    const std::string post = "POST /item/1 HTTP/1.1\r\nHost: there\r\n" + std::string(content);
    const Answer answer = ask(post + post + request("/item/1"));
    EXPECT_EQ(replies_in(answer.text), 3) << content;
    EXPECT_NE(answer.text.find("HTTP/1.1 200 OK"), std::string::npos);
    EXPECT_FALSE(answer.close);
  }
}

TEST(Http, RequestsCutAtEveryByteAreAnsweredTheSame) {
  const std::string text = request("/item/7", "Accept: */*\r\n") + "POST /item/8 HTTP/1.1\r\nHOST: x\r\nContent-Length: 3\r\n\r\nabc" +
                           request("/item/9", "", "HEAD") + request("/item/10", "Connection: close\r\n");
  const Http http({});
  const Answer whole = ask(text, http);
  EXPECT_EQ(replies_in(whole.text), 4);
  EXPECT_TRUE(whole.close);
  for (std::size_t cut = 1; cut < text.size(); ++cut)
    ASSERT_EQ(Conversation(http).say(text.substr(0, cut)).say(text.substr(cut)).answer(), whole) << "cut at byte " << cut;
  Conversation one_at_a_time(http);
  for (const char& letter : text) one_at_a_time.say({&letter, 1});
  EXPECT_EQ(one_at_a_time.answer(), whole);
}

TEST(Http, AConnectionIsKeptOrClosedAsItsRequestSays) {
  const auto http_10 = [](std::string_view fields) { return "GET /item/1 HTTP/1.0\r\n" + std::string(fields) + "\r\n"; };
  struct Case {
    std::string text;
    bool close;
    std::string_view says;
  };
  for (const auto& [text, close, says] : {Case{request("/item/1"), false, "GMT\r\n\r\n"},
                                          {request("/", "Connection: close\r\n"), true, "\r\nConnection: close\r\n\r\n"},
                                          {http_10(""), true, "\r\nConnection: close\r\n\r\n"},
                                          {http_10("Connection: Keep-Alive\r\n"), false, "\r\nConnection: keep-alive\r\n\r\n"}}) {
    const Answer answer = ask(text + text);
    EXPECT_EQ(answer.close, close) << text;
    EXPECT_EQ(replies_in(answer.text), close ? 1 : 2) << "nothing after the last request is answered: " << text;
    EXPECT_NE(answer.text.find(says), std::string::npos) << text;
  }
}

TEST(Http, AfterClosingNothingIsAnswered) {
  Conversation talk(plain);
  const Answer answer = talk.say(request("/item/1", "Connection: close\r\n")).answer();
  EXPECT_EQ(talk.say(request("/item/1")).answer(), answer);
}

TEST(Http, AnOfferToSpeakAnotherProtocolIsNotTakenUp) {
  const Answer answer = ask(request("/item/1", "Upgrade: h2c\r\nConnection: Upgrade\r\n") + request("/item/1"));
  EXPECT_EQ(replies_in(answer.text), 2);
  EXPECT_FALSE(answer.close);
}

struct Refusal {
  std::string_view why;
  std::string text;
  std::string_view status;
};

class HttpRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(HttpRefuses, WithAStatusAndCloses) {
  const Answer answer = ask(GetParam().text + request("/item/1"));
  EXPECT_EQ(status_of(answer.text), GetParam().status) << answer.text;
  EXPECT_EQ(replies_in(answer.text), 1);
  EXPECT_TRUE(answer.close);
  Conversation cut(plain);
  for (const char& letter : GetParam().text) cut.say({&letter, 1});
  EXPECT_EQ(cut.say(request("/item/1")).answer(), answer);
}

std::string with(std::string_view fields) { return "POST /item/1 HTTP/1.1\r\n" + std::string(fields); }

const std::string long_text(9'000, 'x');

INSTANTIATE_TEST_SUITE_P(
    All, HttpRefuses,
    testing::Values(
        Refusal{"Garbage", "hello\r\n\r\n", "400"}, Refusal{"TlsHello", "\x16\x03\x01\x02", "400"},
        Refusal{"UnknownMethod", "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n", "501"}, Refusal{"NoVersion", "GET /item/1\r\n\r\n", "505"},
        Refusal{"Version2", "GET /item/1 HTTP/2.0\r\nHost: a\r\n\r\n", "505"}, Refusal{"NoHost", "GET /item/1 HTTP/1.1\r\n\r\n", "400"},
        Refusal{"TwoHosts", with("Host: a\r\nhost: b\r\n\r\n"), "400"}, Refusal{"BlankBeforeColon", with("Host : a\r\n\r\n"), "400"},
        Refusal{"EmptyName", with("Host: a\r\n: b\r\n\r\n"), "400"}, Refusal{"BareLineFeeds", "GET /item/1 HTTP/1.1\nHost: a\n\n", "400"},
        Refusal{"BareCarriageReturn", with("Host: a\rX: b\r\n\r\n"), "400"},
        Refusal{"ZeroInValue", with(std::string("Host: a\0b\r\n\r\n", 12)), "400"},
        Refusal{"TwoLengths", with("Host: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"), "400"},
        Refusal{"SignedLength", with("Host: a\r\nContent-Length: +3\r\n\r\nabc"), "400"},
        Refusal{"LengthList", with("Host: a\r\nContent-Length: 3, 3\r\n\r\nabc"), "400"},
        Refusal{"HugeLength", with("Host: a\r\nContent-Length: 18446744073709551616\r\n\r\n"), "400"},
        Refusal{"LengthAndChunked", with("Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "400"},
        Refusal{"ChunkedNotLast", with("Host: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"), "400"},
        Refusal{"NotQuiteChunked", with("Host: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"), "400"},
        Refusal{"ChunkedIn10", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n0\r\n\r\n", "400"},
        Refusal{"NoChunkSize", with("Host: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"), "400"},
        Refusal{"ExpectContinue", with("Host: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"), "417"},
        Refusal{"LongTarget", "GET /" + long_text + " HTTP/1.1\r\nHost: a\r\n\r\n", "414"},
        Refusal{"LongValue", with("Host: a\r\nX: " + long_text + "\r\n\r\n"), "431"},
        Refusal{"LongName", with("Host: a\r\n" + long_text + ": x\r\n\r\n"), "431"},
        Refusal{"LongContent", with("Host: a\r\nContent-Length: 1048577\r\n\r\n"), "413"},
        Refusal{"LongChunk", with("Host: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n" + std::string(0x100001, 'x')), "413"},
        Refusal{"ManyFields",
                [] {
                  std::string fields = "Host: a\r\n";
                  for (int i = 0; i < 100; ++i) fields += "a:b\r\n";
                  return with(fields + "\r\n");
                }(),
                "431"}),
    [](const testing::TestParamInfo<Refusal>& one) { return std::string(one.param.why); });

TEST(Http, TheDateFollowsTheServersClock) {
  static std::int64_t now;
  now = 784111777;
  Http http({});
  http.tell_time_by([] { return now; });
  Conversation talk(http);
  EXPECT_NE(talk.say(request("/item/1")).answer().text.find("\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"), std::string::npos);
  ++now;
  EXPECT_NE(talk.say(request("/item/1")).answer().text.find("\r\nDate: Sun, 06 Nov 1994 08:49:38 GMT\r\n"), std::string::npos);
}

}  // namespace
}  // namespace workloads
