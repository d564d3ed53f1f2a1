// `postgres`: sessions on a real server.
#include "workloads/io/postgres.h"

#include "workloads/mix.h"

namespace workloads {

Postgres::Postgres(const Parameters& given, const Surroundings& surroundings) {
  const Parameters all = complete(parameters, given);
  requests_ = static_cast<std::uint64_t>(all.at("requests"));
  const auto value_bytes = static_cast<std::size_t>(all.at("value_bytes"));
  for (std::int64_t i = 0; i < all.at("connections"); ++i) {
    auto session = std::make_unique<PostgresSession>(surroundings.address, value_bytes);
    own_.push_back(session.get());
    add(std::move(session));
  }
}

void Postgres::begin(std::uint64_t nonce) {
  const std::uint64_t all = own_.size();
  for (std::uint64_t i = 0; i < all; ++i) own_[i]->begin(mix(nonce ^ mix(i)), requests_ / all + (i < requests_ % all ? 1 : 0));
}

std::uint64_t Postgres::in_order(std::uint64_t (PostgresSession::*of)() const) const {
  std::uint64_t digest = 0;
  for (const PostgresSession* one : own_) digest = mix(digest ^ (one->*of)());
  return digest;
}

}  // namespace workloads
