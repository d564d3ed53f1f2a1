// Both halves of `blend`.
#include "workloads/io/blend.h"

#include <cstring>
#include <vector>

#include "workloads/frames.h"
#include "workloads/mix.h"

namespace workloads {
namespace blend {

std::uint64_t after_rounds(std::uint64_t value, std::uint64_t rounds) noexcept {
  for (std::uint64_t i = 0; i < rounds; ++i) value = round(value);
  return value;
}

std::uint64_t leap(std::uint64_t value, std::uint64_t rounds) noexcept {
  std::uint64_t multiply = factor;  // 2^i rounds are one step: value -> multiply * value + add
  std::uint64_t add = increment;
  for (; rounds != 0; rounds >>= 1) {
    if ((rounds & 1) != 0) value = multiply * value + add;
    add *= multiply + 1;
    multiply *= multiply;
  }
  return value;
}

std::uint64_t digest(std::uint64_t value) { return mix(value); }

}  // namespace blend

namespace {

using namespace blend;
using std::chrono::nanoseconds;

class BlendSession final : public ExchangeSession {
 public:
  explicit BlendSession(bool offload) : offload_(offload) {}

  Step on_input(Bytes input) override {
    held_.add(input);
    return next_request();
  }

  Step on_written() override { return next_request(); }

  Step on_paused(nanoseconds slept) override {
    put_word(reply_, 1, static_cast<std::uint64_t>(slept.count()));
    return start_computing();
  }

  void compute() noexcept override { value_ = after_rounds(value_, rounds_); }

  Step on_computed(nanoseconds took) override {
    put_word(reply_, 2, static_cast<std::uint64_t>(took.count()));
    return answer();
  }

  Step on_calls(std::span<const CallResult>) override { return Reply{.close = true}; }  // it asks for none

 private:
  // A request that asks for more than anybody may have closes the connection.
  Step next_request() {
    const auto request = held_.next();
    if (!request) return Need{};
    const std::uint64_t wait_ns = get_word(*request, 1);
    rounds_ = get_word(*request, 2);
    if (wait_ns > most_wait_ns || rounds_ > most_rounds) return Reply{.close = true};
    reply_ = {};
    put_word(reply_, 0, get_word(*request, 0));
    if (wait_ns > 0) return Pause{nanoseconds(wait_ns)};
    return start_computing();
  }

  Step start_computing() {
    value_ = get_word(reply_, 0) + get_word(reply_, 1);
    if (rounds_ > 0) return Compute{.off_loop = offload_};
    return answer();
  }

  Step answer() {
    put_word(reply_, 3, digest(value_));
    return Reply{.bytes = reply_};
  }

  bool offload_;
  HeldInput held_{request_bytes};
  std::uint64_t rounds_ = 0;
  std::uint64_t value_ = 0;
  std::array<std::byte, reply_bytes> reply_{};
};

// The right reply to every request as it comes.
class BlendFloor final : public StreamSession {
 public:
  Reply on_input(Bytes input) override {
    held_.add(input);
    replies_.clear();
    while (const auto request = held_.next()) {
      const std::uint64_t nonce = get_word(*request, 0);
      const std::uint64_t wait_ns = get_word(*request, 1);
      const std::uint64_t rounds = get_word(*request, 2);
      replies_.resize(replies_.size() + reply_bytes);
      const auto reply = std::span(replies_).last(reply_bytes);
      put_word(reply, 0, nonce);
      put_word(reply, 1, wait_ns);
      put_word(reply, 2, rounds);
      put_word(reply, 3, digest(leap(nonce + wait_ns, rounds)));
    }
    return {.bytes = replies_};
  }

 private:
  HeldInput held_{request_bytes};
  std::vector<std::byte> replies_;
};

class BlendClient final : public StreamClient {
 public:
  BlendClient(const Blend::Script& script, std::uint64_t seed) : script_(script), seed_(mix(seed)) {}

  Bytes next_request() override {
    static thread_local std::array<std::byte, request_bytes> request;
    const std::uint64_t nonce = nonce_of(sent_++);
    put_word(request, 0, nonce);
    put_word(request, 1, script_.wait_ns);
    put_word(request, 2, rounds_of(nonce));
    return request;
  }

  Progress on_reply(Bytes reply) override {
    Progress progress;
    while (!reply.empty()) {
      if (answered_ == sent_) return {.completed = progress.completed, .wrong = true};
      const std::size_t size = std::min(reply.size(), reply_bytes - offset_);
      std::memcpy(reply_.data() + offset_, reply.data(), size);
      reply = reply.subspan(size);
      offset_ += size;
      if (offset_ < reply_bytes) break;
      offset_ = 0;
      const std::uint64_t nonce = nonce_of(answered_++);
      if (!right(nonce)) return {.completed = progress.completed, .wrong = true};
      progress.heavy = heavy(nonce);
      ++progress.completed;
    }
    return progress;
  }

 private:
  std::uint64_t nonce_of(std::uint64_t number) const { return mix(seed_ + number); }
  bool heavy(std::uint64_t nonce) const { return nonce % 100 < script_.heavy_percent; }
  std::uint64_t rounds_of(std::uint64_t nonce) const { return heavy(nonce) ? script_.heavy_rounds : script_.light_rounds; }

  // No machine does four of the rounds, each of which needs the one before, in a nanosecond.
  bool right(std::uint64_t nonce) const {
    const std::uint64_t slept_ns = get_word(reply_, 1);
    const std::uint64_t rounds = rounds_of(nonce);
    return get_word(reply_, 0) == nonce && slept_ns >= script_.wait_ns && get_word(reply_, 2) >= rounds / 4 &&
           get_word(reply_, 3) == digest(leap(nonce + slept_ns, rounds));
  }

  Blend::Script script_;
  std::uint64_t seed_;
  std::uint64_t sent_ = 0;
  std::uint64_t answered_ = 0;
  std::array<std::byte, reply_bytes> reply_{};
  std::size_t offset_ = 0;
};

}  // namespace

Blend::Blend(const Parameters& given) {
  const Parameters all = complete(parameters, given);
  const auto value = [&](std::string_view parameter) { return static_cast<std::uint64_t>(all.find(parameter)->second); };
  const auto rounds = [&](std::string_view parameter) { return std::min(value(parameter) * value("rounds_per_us") / 1000, most_rounds); };
  script_ = {.wait_ns = value("wait_ns"),
             .light_rounds = rounds("compute_ns"),
             .heavy_rounds = rounds("heavy_compute_ns"),
             .heavy_percent = value("heavy_percent")};
  offload_ = value("offload") == 1;
}

std::unique_ptr<ExchangeSession> Blend::open_session() const { return std::make_unique<BlendSession>(offload_); }

std::unique_ptr<StreamSession> Blend::open_floor() const { return std::make_unique<BlendFloor>(); }

std::unique_ptr<StreamClient> Blend::open_client(std::uint64_t seed) const { return std::make_unique<BlendClient>(script_, seed); }

}  // namespace workloads
