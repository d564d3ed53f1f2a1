// Opens both halves of `http`.
#include "workloads/io/http.h"

#include "workloads/http/session.h"

namespace workloads {
namespace {

std::size_t value(const Parameters& given, std::string_view name) {
  return static_cast<std::size_t>(complete(Http::parameters, given).find(name)->second);
}

}  // namespace

Http::Http(const Parameters& given)
    : site_(value(given, "body_bytes")),
      script_(value(given, "body_bytes"), value(given, "padding_bytes"), static_cast<int>(value(given, "other_percent"))) {}

void Http::tell_time_by(WallClock clock) { site_.clock = clock; }

std::unique_ptr<StreamSession> Http::open_session(Exclusion*) const { return std::make_unique<http::Session>(site_); }

std::unique_ptr<StreamClient> Http::open_client(std::uint64_t seed) const { return std::make_unique<http::Client>(script_, seed); }

}  // namespace workloads
