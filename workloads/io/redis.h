#pragma once
// `redis` (client): GET and SET, nine to one, of a real redis-server. Tells apart what a client pays for a small request and its reply.
// Null hypothesis: the kernel's socket path and the parser cost all models the same; models on one backend tie.

#include <array>

#include "workloads/http/items.h"
#include "workloads/parameters.h"
#include "workloads/shapes/client.h"
#include "workloads/surroundings.h"

namespace workloads {

/// Every connection has keys of its own, named after the number that the server gave the connection: what a GET must return is known
/// exactly, whoever else asks the same server. A new connection first stores all its keys.
class Redis final : public ClientWorkload {
 public:
  static constexpr std::string_view name = "redis";
  static constexpr std::string_view shape = "client";
  static constexpr std::string_view needs = "redis";
  static constexpr std::string_view summary = "GET and SET, nine to one, of a real redis-server, every value checked";
  static constexpr std::string_view null_hypothesis =
      "sockets and parsing cost every model the same: models on one backend tie in CPU per request";
  static constexpr std::array parameters{
      ParameterSpec{.name = "requests",
                    .unit = "1",
                    .help = "of all connections together",
                    .standard = 10'000,
                    .quick = 2'000,
                    .minimum = 1,
                    .maximum = 1'000'000'000},
      ParameterSpec{.name = "connections",
                    .unit = "1",
                    .help = "each with one request under way",
                    .standard = 64,
                    .quick = 16,
                    .minimum = 1,
                    .maximum = 1'024},
      ParameterSpec{.name = "pipeline",
                    .unit = "1",
                    .help = "requests that a connection sends at once",
                    .standard = 1,
                    .quick = 1,
                    .minimum = 1,
                    .maximum = 1'024},
      ParameterSpec{
          .name = "keys", .unit = "1", .help = "of each connection", .standard = 100, .quick = 20, .minimum = 1, .maximum = 10'000},
      ParameterSpec{.name = "value_bytes",
                    .unit = "bytes",
                    .help = "of each value",
                    .standard = 200,
                    .quick = 200,
                    .minimum = 0,
                    .maximum = 1 << 16}};

  Redis(const Parameters& given, const Surroundings& surroundings);

 private:
  http::Items values_;
};

}  // namespace workloads
