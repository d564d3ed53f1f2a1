// Both halves of `chat`.
#include "workloads/io/chat.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

#include "workloads/mix.h"

namespace workloads {
namespace {

constexpr std::string_view publish = "PUBLISH\n";
constexpr std::string_view subscribe = "SUBSCRIBE\n";
constexpr std::string_view subscribed = "SUBSCRIBED\n";
using Length = std::uint64_t;
constexpr Length longest = 64 * 1024;  // of a message that the server takes

Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

bool begins(std::string_view whole, Bytes part) {
  return part.empty() || std::memcmp(whole.data(), part.data(), std::min(whole.size(), part.size())) == 0;
}

class ChatSession final : public BroadcastSession {
 public:
  Heard on_input(Bytes input) override {
    cut_.erase(cut_.begin(), cut_.begin() + static_cast<std::ptrdiff_t>(taken_));
    taken_ = 0;
    if (!cut_.empty()) {
      cut_.insert(cut_.end(), input.begin(), input.end());
      input = cut_;
    }
    const Heard heard = hear(input);
    const std::size_t used = used_;
    if (!cut_.empty())
      taken_ = used;
    else
      cut_.assign(input.begin() + static_cast<std::ptrdiff_t>(used), input.end());
    return heard;
  }

 private:
  enum class Role { unknown, publisher, subscriber };

  // Sets used_ to how much of it is done with.
  Heard hear(Bytes input) {
    used_ = 0;
    if (role_ == Role::unknown) {
      for (const auto& [line, role] : {std::pair(publish, Role::publisher), {subscribe, Role::subscriber}}) {
        if (!begins(line, input)) continue;
        if (input.size() < line.size()) return {};
        role_ = role;
        used_ = line.size();
      }
      if (role_ == Role::unknown) return {.close = true};
      if (role_ == Role::subscriber) return {.reply = bytes_of(subscribed), .subscribes = true, .close = input.size() > used_};
    }
    if (role_ == Role::subscriber) return {.close = true};  // it has nothing more to say
    const std::size_t first = used_;
    bool senseless = false;
    for (Length length = 0; input.size() - used_ >= sizeof length; used_ += length) {
      std::memcpy(&length, input.data() + used_, sizeof length);
      senseless = length < sizeof length || length > longest;
      if (senseless || input.size() - used_ < length) break;
    }
    return {.publishes = input.subspan(first, used_ - first), .close = senseless};
  }

  Role role_ = Role::unknown;
  std::vector<std::byte> cut_;  // what is not yet whole
  std::size_t taken_ = 0;       // of it, by the last call
  std::size_t used_ = 0;
};

class ChatPublisher final : public BroadcastPublisher {
 public:
  ChatPublisher(const Values& values, std::uint64_t seed) : values_(values), writer_(mix(seed)) {}
  Bytes introduction() override { return bytes_of(publish); }
  Bytes next_message() override {
    static thread_local std::vector<std::byte> message;
    const Length length = sizeof length + values_.bytes();
    message.resize(length);
    std::memcpy(message.data(), &length, sizeof length);
    values_.write({.writer = writer_, .sequence = ++count_}, std::span(message).subspan(sizeof length));
    return message;
  }

 private:
  const Values& values_;
  std::uint64_t writer_;
  std::uint64_t count_ = 0;
};

class ChatSubscriber final : public BroadcastSubscriber {
 public:
  ChatSubscriber(const Values& values, std::uint64_t seed) : values_(values), writer_(mix(seed)) {}
  Bytes introduction() override { return bytes_of(subscribe); }
  bool welcome() const override { return welcomed_ == subscribed.size(); }
  std::uint64_t last() const override { return last_; }

  Progress on_delivery(Bytes bytes) override {
    const Bytes greeting = bytes.first(std::min(bytes.size(), subscribed.size() - welcomed_));
    if (!begins(subscribed.substr(welcomed_), greeting) && !greeting.empty()) return {.wrong = true};
    welcomed_ += greeting.size();
    bytes = bytes.subspan(greeting.size());
    Progress progress;
    const std::size_t whole = sizeof(Length) + values_.bytes();
    while (!bytes.empty() && !progress.wrong) {
      Bytes message;
      if (cut_.empty() && bytes.size() >= whole) {
        message = bytes.first(whole);
        bytes = bytes.subspan(whole);
      } else {
        const Bytes more = bytes.first(std::min(bytes.size(), whole - cut_.size()));
        cut_.insert(cut_.end(), more.begin(), more.end());
        bytes = bytes.subspan(more.size());
        if (cut_.size() < whole) break;
        message = cut_;
      }
      progress.wrong = !is_next(message);
      progress.completed += progress.wrong ? 0 : 1;
      cut_.clear();
    }
    return progress;
  }

 private:
  bool is_next(Bytes message) {
    Length length = 0;
    std::memcpy(&length, message.data(), sizeof length);
    ValueId id;
    if (length != message.size() || !values_.read(message.subspan(sizeof length), id) || id.writer != writer_ || id.key != 0) return false;
    if (last_ != 0 && id.sequence != last_ + 1) return false;
    last_ = id.sequence;
    return true;
  }

  const Values& values_;
  std::uint64_t writer_;
  std::uint64_t last_ = 0;
  std::size_t welcomed_ = 0;
  std::vector<std::byte> cut_;
};

}  // namespace

Chat::Chat(const Parameters& given) : values_(static_cast<std::size_t>(complete(parameters, given).at("message_bytes")) - sizeof(Length)) {}

std::unique_ptr<BroadcastSession> Chat::open_session() const { return std::make_unique<ChatSession>(); }

std::unique_ptr<BroadcastPublisher> Chat::open_publisher(std::uint64_t seed) const {
  return std::make_unique<ChatPublisher>(values_, seed);
}

std::unique_ptr<BroadcastSubscriber> Chat::open_subscriber(std::uint64_t seed) const {
  return std::make_unique<ChatSubscriber>(values_, seed);
}

}  // namespace workloads
