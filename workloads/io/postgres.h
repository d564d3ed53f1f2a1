#pragma once
// `postgres` (readiness): reads and writes of rows in a real PostgreSQL through libpq. Tells apart how a model drives a library that owns
// its socket. Null hypothesis: the server's work and libpq's own dominate, and every model at the same concurrency ties in elapsed time.

#include <array>
#include <cstdint>
#include <vector>

#include "workloads/parameters.h"
#include "workloads/postgres/session.h"
#include "workloads/shapes/readiness.h"
#include "workloads/surroundings.h"

namespace workloads {

/// Each connection has a temporary table of its own. Of ten requests one writes a row and nine read rows that this run wrote: an answer
/// depends on the nonce, and nobody else can change it.
class Postgres final : public ReadinessWorkload {
 public:
  static constexpr std::string_view name = "postgres";
  static constexpr std::string_view shape = "readiness";
  static constexpr std::string_view needs = "postgres";
  static constexpr std::string_view summary = "prepared SELECT and UPDATE 9:1 through libpq on a real PostgreSQL";
  static constexpr std::string_view null_hypothesis = "the server and libpq dominate: models tie in elapsed time at the same concurrency";
  static constexpr std::array parameters{ParameterSpec{.name = "connections",
                                                       .unit = "1",
                                                       .help = "connections, each with one request under way",
                                                       .standard = 16,
                                                       .quick = 4,
                                                       .minimum = 1,
                                                       .maximum = 256},
                                         ParameterSpec{.name = "requests",
                                                       .unit = "1",
                                                       .help = "of one run, over all connections",
                                                       .standard = 1600,
                                                       .quick = 48,
                                                       .minimum = 1,
                                                       .maximum = 100'000'000},
                                         ParameterSpec{.name = "value_bytes",
                                                       .unit = "bytes",
                                                       .help = "size of a value",
                                                       .standard = 200,
                                                       .quick = 200,
                                                       .minimum = 16,
                                                       .maximum = 100'000}};

  Postgres(const Parameters& given, const Surroundings& surroundings);

  void begin(std::uint64_t nonce);
  std::uint64_t units() const { return requests_; }
  /// Throws std::runtime_error with the first failure's sentence.
  std::uint64_t digest() const { return in_order(&PostgresSession::digest); }
  std::uint64_t expected() const { return in_order(&PostgresSession::expected); }

 private:
  std::uint64_t in_order(std::uint64_t (PostgresSession::*of)() const) const;

  std::uint64_t requests_;
  std::vector<PostgresSession*> own_;  // the sessions, as what they are
};

}  // namespace workloads
