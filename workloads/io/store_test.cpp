// `store`: sessions share one map however requests are cut, threads are kept apart, and a client finds out what a server did wrong.
#include "workloads/io/store.h"

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <string>
#include <thread>

#include "workloads/store/protocol.h"

namespace workloads {
namespace {

using store::ReplyHead;
using store::RequestHead;
using Buffer = std::vector<std::byte>;

struct Mutex final : Exclusion {
  void lock() override { mutex.lock(); }
  void unlock() override { mutex.unlock(); }
  std::mutex mutex;
};

const Parameters few_keys{{"keys", 50}, {"set_percent", 30}};

Buffer copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

// A client and a session; the requests and replies between them pass through `tamper`.
struct Pair {
  using Tamper = std::function<void(Buffer&)>;

  Pair(const Store& store, std::uint64_t seed, Exclusion* exclusion = nullptr)
      : client(store.open_client(seed)), session(store.open_session(exclusion)) {}

  // Whether every reply was right.
  bool exchange(int requests, const Tamper& request_tamper = {}, const Tamper& reply_tamper = {}) {
    for (int i = 0; i < requests; ++i) {
      Buffer request = copy(client->next_request());
      if (request_tamper) request_tamper(request);
      Buffer reply = copy(session->on_input(request).bytes);
      if (reply_tamper) reply_tamper(reply);
      const Progress progress = client->on_reply(reply);
      if (progress.wrong || progress.completed != 1) return false;
    }
    return true;
  }

  std::unique_ptr<StreamClient> client;
  std::unique_ptr<StreamSession> session;
};

RequestHead head_of(const Buffer& request) {
  RequestHead head;
  std::memcpy(&head, request.data(), sizeof head);
  return head;
}

TEST(Store, AnswersOfOneMapAreRightToSeveralClients) {
  const Store store(few_keys);
  Pair first(store, 1);
  Pair second(store, 2);
  for (int i = 0; i < 2'000; ++i) ASSERT_TRUE(first.exchange(1) && second.exchange(1)) << i;
}

TEST(Store, RequestsAndRepliesMayBeCutAnywhere) {
  const Store store(few_keys);
  Pair pair(store, 1);
  Buffer requests;
  for (int i = 0; i < 500; ++i) {
    const Bytes one = pair.client->next_request();
    requests.insert(requests.end(), one.begin(), one.end());
  }
  int completed = 0;
  for (std::size_t at = 0, size = 1; at < requests.size(); at += size, size = size % 97 + 1) {
    size = std::min(size, requests.size() - at);
    for (const std::byte one : copy(pair.session->on_input(Bytes(requests).subspan(at, size)).bytes)) {
      const Progress progress = pair.client->on_reply(Bytes(&one, 1));
      ASSERT_FALSE(progress.wrong);
      completed += progress.completed;
    }
  }
  EXPECT_EQ(completed, 500);
}

TEST(Store, WhatIsNoRequestClosesTheConnection) {
  const Store store(few_keys);
  const auto text = std::as_bytes(std::span("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_TRUE(store.open_session(nullptr)->on_input(text).close);
  const auto session = store.open_session(nullptr);
  EXPECT_FALSE(session->on_input(text.first(20)).close) << "not yet known";
  EXPECT_TRUE(session->on_input(text.subspan(20)).close);
}

TEST(Store, AnyWrongByteOfAReplyIsFound) {
  const Store store({{"keys", 50}, {"set_percent", 0}, {"value_bytes", 45}});
  for (std::size_t at = 0; at < sizeof(ReplyHead) + 45; ++at) {
    Pair pair(store, at);
    EXPECT_FALSE(pair.exchange(1, {}, [at](Buffer& reply) { reply.at(std::min(at, reply.size() - 1)) ^= std::byte{4}; })) << at;
  }
}

TEST(Store, ALostWriteIsFound) {
  const Store store(few_keys);
  Pair pair(store, 1);
  EXPECT_FALSE(pair.exchange(2'000, [](Buffer& request) {
    RequestHead head = head_of(request);
    if (head.operation != store::set) return;
    head.key = ~head.key;
    std::memcpy(request.data(), &head, sizeof head);
  }));
}

TEST(Store, ALostWriteOfASharedKeyIsFound) {
  const Store store({{"keys", 5}, {"set_percent", 30}});
  Pair pair(store, 1);
  EXPECT_FALSE(pair.exchange(2'000, [](Buffer& request) {
    RequestHead head = head_of(request);
    if (head.operation != store::set || head.key >= store::private_key) return;
    head.key = ~head.key;
    std::memcpy(request.data(), &head, sizeof head);
  }));
}

TEST(Store, ASwappedKeyIsFound) {
  const Store store(few_keys);
  Pair pair(store, 1);
  EXPECT_FALSE(pair.exchange(100, [](Buffer& request) {
    RequestHead head = head_of(request);
    head.key = head.key < store::private_key ? (head.key + 1) % 50 : head.key;
    if (head.operation == store::get) std::memcpy(request.data(), &head, sizeof head);
  }));
}

TEST(Store, AValueTornBetweenTwoWritersIsFound) {
  const Store store({{"keys", 1}, {"set_percent", 50}});
  Pair writer(store, 1);
  Pair reader(store, 2);
  Buffer last;
  bool right = true;
  for (int i = 0; i < 200 && right; ++i) {
    ASSERT_TRUE(writer.exchange(1));
    right = reader.exchange(1, {}, [&last](Buffer& reply) {
      const Buffer whole = reply;
      if (reply.size() == last.size() && reply.size() > sizeof(ReplyHead)) std::copy(last.end() - 16, last.end(), reply.end() - 16);
      if (whole.size() > sizeof(ReplyHead)) last = whole;
    });
  }
  EXPECT_FALSE(right);
}

TEST(Store, AStaleValueIsFound) {
  store::Memory memory(7);
  EXPECT_TRUE(memory.see({.key = 1}));
  EXPECT_TRUE(memory.see({.key = 1, .writer = 8, .sequence = 3}));
  EXPECT_TRUE(memory.see({.key = 1, .writer = 8, .sequence = 3})) << "nothing has changed";
  EXPECT_FALSE(memory.see({.key = 1, .writer = 8, .sequence = 2})) << "a writer's older value";
  EXPECT_FALSE(memory.see({.key = 1})) << "the first value";
  memory.wrote({.key = 1, .writer = 7, .sequence = 1});
  EXPECT_FALSE(memory.see({.key = 1, .writer = 8, .sequence = 3})) << "what our own write replaced";
  EXPECT_TRUE(memory.see({.key = 1, .writer = 9, .sequence = 1}));
  EXPECT_FALSE(memory.see({.key = 1, .writer = 7, .sequence = 1})) << "our own, after another's was seen";
}

TEST(Store, TwoThreadsShareTheMapByAMutex) {
  const Store store({{"keys", 4}, {"set_percent", 50}});
  Mutex mutex;
  std::array<bool, 2> right{};
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t seed = 0; seed < 2; ++seed)
      threads.emplace_back([&, seed] { right.at(seed) = Pair(store, seed, &mutex).exchange(20'000); });
  }
  EXPECT_TRUE(right[0] && right[1]);
}

TEST(StoreDeathTest, ASecondThreadWithoutAnExclusionAborts) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  const auto second_thread = [] {
    const Store store(few_keys);
    Pair(store, 1).exchange(1);
    std::jthread([&] { Pair(store, 2).exchange(1); }).join();
  };
  EXPECT_DEATH(second_thread(), "several threads without an exclusion");
}

}  // namespace
}  // namespace workloads
