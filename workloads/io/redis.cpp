// Opens the sessions of `redis`.
#include "workloads/io/redis.h"

#include "workloads/redis/session.h"

namespace workloads {
namespace {

std::int64_t value(const Parameters& given, std::string_view name) { return complete(Redis::parameters, given).find(name)->second; }

}  // namespace

Redis::Redis(const Parameters& given, const Surroundings& surroundings)
    : ClientWorkload(surroundings.address, value(given, "requests")), values_(static_cast<std::size_t>(value(given, "value_bytes"))) {
  for (std::int64_t i = 0; i < value(given, "connections"); ++i)
    add(std::make_unique<redis::Session>(values_, static_cast<std::size_t>(value(given, "keys")),
                                         static_cast<std::uint64_t>(value(given, "pipeline"))));
}

}  // namespace workloads
