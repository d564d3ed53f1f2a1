// Both halves of `echo`.
#include "workloads/io/echo.h"

#include "workloads/mix.h"

namespace workloads {
namespace {

struct EchoSession final : StreamSession {
  Reply on_input(Bytes input) override { return {.bytes = input}; }
};

class EchoClient final : public StreamClient {
 public:
  EchoClient(std::span<const std::uint64_t> pattern, std::size_t message_bytes, std::uint64_t seed)
      : pattern_(pattern), message_bytes_(message_bytes), seed_(mix(seed)) {}

  Bytes next_request() override {
    static thread_local std::vector<std::uint64_t> request;  // one for all clients: thousands would not stay in the cache
    request.resize(pattern_.size());
    const std::uint64_t key = key_of(sent_++);
    for (std::size_t i = 0; i < request.size(); ++i) request[i] = pattern_[i] ^ key;
    return std::as_bytes(std::span(request)).first(message_bytes_);
  }

  Progress on_reply(Bytes reply) override {
    Progress progress;
    while (!reply.empty()) {
      if (answered_ == sent_) return {.completed = progress.completed, .wrong = true};
      const std::size_t size = std::min(reply.size(), message_bytes_ - offset_);
      if (!as_sent(reply.first(size))) return {.completed = progress.completed, .wrong = true};
      reply = reply.subspan(size);
      offset_ += size;
      if (offset_ == message_bytes_) {
        offset_ = 0;
        ++answered_;
        ++progress.completed;
      }
    }
    return progress;
  }

 private:
  std::uint64_t key_of(std::uint64_t number) const { return mix(seed_ + number); }

  // Whether these bytes, from offset_ on, are those of the message to be answered next.
  bool as_sent(Bytes bytes) const {
    const std::uint64_t key = key_of(answered_);
    std::uint64_t difference = 0;
    std::size_t at = offset_;
    const auto check_part = [&](std::size_t size) {  // of one word
      const std::uint64_t word = pattern_[at / word_bytes] ^ key;
      std::uint64_t got = word;
      std::memcpy(reinterpret_cast<std::byte*>(&got) + at % word_bytes, bytes.data(), size);
      difference |= got ^ word;
      bytes = bytes.subspan(size);
      at += size;
    };
    if (at % word_bytes != 0) check_part(std::min(bytes.size(), word_bytes - at % word_bytes));
    for (; bytes.size() >= word_bytes; bytes = bytes.subspan(word_bytes), at += word_bytes) {
      std::uint64_t got;
      std::memcpy(&got, bytes.data(), word_bytes);
      difference |= got ^ pattern_[at / word_bytes] ^ key;
    }
    if (!bytes.empty()) check_part(bytes.size());
    return difference == 0;
  }

  static constexpr std::size_t word_bytes = sizeof(std::uint64_t);
  std::span<const std::uint64_t> pattern_;
  std::size_t message_bytes_;
  std::uint64_t seed_;
  std::uint64_t sent_ = 0;
  std::uint64_t answered_ = 0;
  std::size_t offset_ = 0;
};

}  // namespace

Echo::Echo(const Parameters& given) {
  message_bytes_ = static_cast<std::size_t>(complete(parameters, given).at("message_bytes"));
  pattern_.resize((message_bytes_ + 7) / 8);
  for (std::size_t i = 0; i < pattern_.size(); ++i) pattern_[i] = mix(i);
}

std::unique_ptr<StreamSession> Echo::open_session(Exclusion*) const { return std::make_unique<EchoSession>(); }

std::unique_ptr<StreamClient> Echo::open_client(std::uint64_t seed) const {
  return std::make_unique<EchoClient>(pattern_, message_bytes_, seed);
}

}  // namespace workloads
