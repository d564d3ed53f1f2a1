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
      : pattern_(pattern), message_bytes_(message_bytes), seed_(mix(seed)), request_(pattern.size()), expected_(pattern.size()) {}

  Bytes next_request() override {
    write_message(sent_++, request_);
    return std::as_bytes(std::span(request_)).first(message_bytes_);
  }

  Progress on_reply(Bytes reply) override {
    Progress progress;
    while (!reply.empty()) {
      if (answered_ == sent_) return {.completed = progress.completed, .wrong = true};
      if (offset_ == 0) write_message(answered_, expected_);
      const std::size_t size = std::min(reply.size(), message_bytes_ - offset_);
      if (std::memcmp(reply.data(), std::as_bytes(std::span(expected_)).data() + offset_, size) != 0)
        return {.completed = progress.completed, .wrong = true};
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
  void write_message(std::uint64_t number, std::vector<std::uint64_t>& message) const {
    const std::uint64_t key = mix(seed_ + number);
    for (std::size_t i = 0; i < pattern_.size(); ++i) message[i] = pattern_[i] ^ key;
  }

  std::span<const std::uint64_t> pattern_;
  std::size_t message_bytes_;
  std::uint64_t seed_;
  std::vector<std::uint64_t> request_;
  std::vector<std::uint64_t> expected_;
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

std::unique_ptr<StreamSession> Echo::open_session() const { return std::make_unique<EchoSession>(); }

std::unique_ptr<StreamClient> Echo::open_client(std::uint64_t seed) const {
  return std::make_unique<EchoClient>(pattern_, message_bytes_, seed);
}

}  // namespace workloads
