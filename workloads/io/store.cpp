// Opens both halves of `store`.
#include "workloads/io/store.h"

#include "workloads/store/session.h"

namespace workloads {
namespace {

store::Script script_of(const Parameters& given) {
  const Parameters all = complete(Store::parameters, given);
  return {.keys = store::Keys(static_cast<std::size_t>(all.at("keys")), static_cast<double>(all.at("zipf_percent")) / 100),
          .values = Values(static_cast<std::size_t>(all.at("value_bytes"))),
          .set_percent = static_cast<int>(all.at("set_percent"))};
}

}  // namespace

Store::Store(const Parameters& given) : script_(script_of(given)) {}

std::unique_ptr<StreamSession> Store::open_session(Exclusion* exclusion) const {
  std::call_once(filled_, [this] { map_.emplace(script_.keys.count(), script_.values); });
  return std::make_unique<store::Session>(*map_, script_.values.bytes(), exclusion);
}

std::unique_ptr<StreamClient> Store::open_client(std::uint64_t seed) const { return std::make_unique<store::Client>(script_, seed); }

}  // namespace workloads
