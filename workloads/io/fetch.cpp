// The sessions of `fetch`: the client's half of `http`, a request at a time.
#include "workloads/io/fetch.h"

#include <optional>

#include "workloads/io/http.h"

namespace workloads {
namespace {

std::int64_t value(const Parameters& given, std::string_view name) { return complete(Fetch::parameters, given).find(name)->second; }

class FetchSession final : public ClientSession {
 public:
  explicit FetchSession(const http::Script& script) : script_(script) {}

  void connected() override {}
  Bytes next_request() override {
    if (sent_ == requests_) return {};
    ++sent_;
    return client_->next_request();
  }
  Answer on_reply(Bytes reply) override {
    const Progress progress = client_->on_reply(reply);
    for (int i = 0; i < progress.completed; ++i) digest_ = mix(digest_ ^ (seed_ + answered_++));
    if (progress.wrong) return Answer::wrong;
    return answered_ == sent_ ? Answer::complete : Answer::more;
  }

  void begin(std::uint64_t seed, std::uint64_t requests) override {
    client_.emplace(script_, seed);
    seed_ = seed;
    requests_ = requests;
    sent_ = answered_ = digest_ = 0;
  }
  std::uint64_t digest() const override { return digest_; }
  std::uint64_t expected() const override {
    std::uint64_t digest = 0;
    for (std::uint64_t i = 0; i < requests_; ++i) digest = mix(digest ^ (seed_ + i));
    return digest;
  }

 private:
  const http::Script& script_;
  std::optional<http::Client> client_;
  std::uint64_t seed_ = 0;
  std::uint64_t requests_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t answered_ = 0;
  std::uint64_t digest_ = 0;
};

}  // namespace

Fetch::Fetch(const Parameters& given, const Surroundings& surroundings)
    : ClientWorkload(surroundings.address, value(given, "requests")),
      script_(static_cast<std::size_t>(complete(Http::parameters, {}).at("body_bytes")), 0, 0) {
  for (std::int64_t i = 0; i < value(given, "connections"); ++i) add(std::make_unique<FetchSession>(script_));
}

}  // namespace workloads
