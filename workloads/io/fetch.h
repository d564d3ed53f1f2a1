#pragma once
// `fetch` (client): HTTP/1.1 GET of items of our own `http` server, kept alive. Tells apart what a client pays for a request and its reply.
// Null hypothesis: the kernel's socket path and checking the reply cost all models the same; models on one backend tie.

#include <array>

#include "workloads/http/client.h"
#include "workloads/parameters.h"
#include "workloads/shapes/client.h"
#include "workloads/surroundings.h"

namespace workloads {

class Fetch final : public ClientWorkload {
 public:
  static constexpr std::string_view name = "fetch";
  static constexpr std::string_view shape = "client";
  static constexpr std::string_view needs = "http";
  static constexpr std::string_view summary = "HTTP/1.1 GET of our own http server, every byte of the replies checked";
  static constexpr std::string_view null_hypothesis =
      "sockets and checking cost every model the same: models on one backend tie in CPU per request";
  static constexpr std::array parameters{ParameterSpec{.name = "requests",
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
                                                       .maximum = 1'024}};

  Fetch(const Parameters& given, const Surroundings& surroundings);

 private:
  http::Script script_;
};

}  // namespace workloads
