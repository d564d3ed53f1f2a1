#pragma once
// One connection's requests to Redis, and what it knows of the values behind its keys.

#include <string>
#include <vector>

#include "workloads/http/items.h"
#include "workloads/redis/resp.h"
#include "workloads/shapes/client.h"

namespace workloads::redis {

class Session final : public ClientSession {
 public:
  /// `values` makes the texts of values, from a number that tells them apart; it outlives the session.
  Session(const http::Items& values, std::size_t keys, std::uint64_t pipeline) : values_(values), pipeline_(pipeline), stored_(keys) {}

  void connected() override;
  Bytes next_request() override;
  Answer on_reply(Bytes reply) override;

  void begin(std::uint64_t seed, std::uint64_t requests) override;
  std::uint64_t digest() const override { return digest_; }
  std::uint64_t expected() const override;

 private:
  enum class Stage { name, store, ask };  // CLIENT ID, SET of every key, the requests of the run

  // Request i of a run, drawn from the seed.
  std::uint64_t drawn(std::uint64_t number) const { return mix(seed_ + number); }
  static bool sets(std::uint64_t drawn) { return static_cast<std::uint32_t>(drawn) % 10 == 0; }
  std::size_t key_of(std::uint64_t drawn) const { return (drawn >> 32) % stored_.size(); }

  std::string_view key(std::size_t number);
  void append_set(std::size_t key, std::uint64_t value);
  bool is_right();
  bool named();
  bool is_ok() const;
  bool is_value(std::uint64_t number) const;

  const http::Items& values_;
  std::uint64_t pipeline_;
  std::vector<std::uint64_t> stored_;  // by key: the number of the value that the server has
  resp::Parser parser_;
  Stage stage_ = Stage::name;
  std::uint64_t sent_ = 0;      // of the stage
  std::uint64_t answered_ = 0;  // of the stage
  std::string key_;
  std::size_t prefix_bytes_ = 0;  // of key_, which all keys of the connection have
  std::string value_;
  std::string request_;
  std::uint64_t seed_ = 0;
  std::uint64_t requests_ = 0;
  std::uint64_t digest_ = 0;
};

}  // namespace workloads::redis
