// `postgres`: sessions on a real server.
#include "workloads/io/postgres.h"

#include "workloads/mix.h"
#include "workloads/postgres/session.h"

namespace workloads {
namespace {

PostgresSession& own(ReadinessSession& session) { return static_cast<PostgresSession&>(session); }

}  // namespace

Postgres::Postgres(const Parameters& given, const Surroundings& surroundings) {
  const Parameters all = complete(parameters, given);
  requests_ = static_cast<std::uint64_t>(all.at("requests"));
  const auto value_bytes = static_cast<std::size_t>(all.at("value_bytes"));
  for (std::int64_t i = 0; i < all.at("connections"); ++i) add(std::make_unique<PostgresSession>(surroundings.address, value_bytes));
}

void Postgres::begin(std::uint64_t nonce) {
  const auto all = static_cast<std::uint64_t>(sessions());
  for (std::uint64_t i = 0; i < all; ++i)
    own(session(static_cast<int>(i))).begin(mix(nonce ^ mix(i)), requests_ / all + (i < requests_ % all ? 1 : 0));
}

std::uint64_t Postgres::digest() const {
  std::uint64_t digest = 0;
  for (int i = 0; i < sessions(); ++i) digest = mix(digest ^ own(const_cast<Postgres*>(this)->session(i)).digest());
  return digest;
}

std::uint64_t Postgres::expected() const {
  std::uint64_t digest = 0;
  for (int i = 0; i < sessions(); ++i) digest = mix(digest ^ own(const_cast<Postgres*>(this)->session(i)).expected());
  return digest;
}

}  // namespace workloads
