// The one singleton: what registered itself before main.
#include "workloads/registry.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <tuple>

#include "workload_list.h"

namespace workloads {
namespace {

std::vector<Implementation>& registered() {
  static std::vector<Implementation> all;
  return all;
}

constexpr std::array shapes{
    Shape{.name = "stream", .unit = "request", .service = true},     Shape{.name = "fork_join", .unit = "node", .service = false},
    Shape{.name = "parallel_map", .unit = "item", .service = false}, Shape{.name = "task_graph", .unit = "task", .service = false},
    Shape{.name = "pipeline", .unit = "item", .service = false},     Shape{.name = "ping_pong", .unit = "hand-over", .service = false},
    Shape{.name = "exchange", .unit = "request", .service = true},   Shape{.name = "broadcast", .unit = "delivery", .service = true},
    Shape{.name = "client", .unit = "request", .service = false},    Shape{.name = "timers", .unit = "sleep", .service = false},
    Shape{.name = "readiness", .unit = "request", .service = false}, Shape{.name = "files", .unit = "read", .service = false},
    Shape{.name = "signals", .unit = "signal", .service = false},
};

std::size_t model_rank(std::string_view model) {
  constexpr std::array<std::string_view, 5> order{"blocking", "multithreaded", "callback", "promise", "coroutine"};
  return static_cast<std::size_t>(std::ranges::find(order, model) - order.begin());
}

template <class Base, class W>
std::unique_ptr<Base> open(const Parameters& given) {
  return std::make_unique<W>(given);
}

template <class W>
Workload describe() {
  Workload workload{.name = W::name,
                    .shape = W::shape,
                    .summary = W::summary,
                    .null_hypothesis = W::null_hypothesis,
                    .parameters = W::parameters,
                    .open_stream = nullptr,
                    .open_broadcast = nullptr,
                    .open_exchange = nullptr,
                    .open_service = nullptr,
                    .units = nullptr,
                    .needs = {}};
  if constexpr (std::is_base_of_v<StreamWorkload, W>) workload.open_stream = open<StreamWorkload, W>;
  if constexpr (std::is_base_of_v<BroadcastWorkload, W>) workload.open_broadcast = open<BroadcastWorkload, W>;
  if constexpr (std::is_base_of_v<ExchangeWorkload, W>) workload.open_exchange = open<ExchangeWorkload, W>;
  if constexpr (std::is_base_of_v<ServiceWorkload, W>)
    workload.open_service = open<ServiceWorkload, W>;
  else if constexpr (!std::is_base_of_v<BroadcastWorkload, W>)
    workload.units = [](const Parameters& given) { return make_workload<W>(given, {}).units(); };
  if constexpr (requires { W::needs; }) workload.needs = W::needs;
  return workload;
}

template <class... W>
std::vector<Workload> describe_all(TypeList<W...>) {
  std::vector<Workload> all{describe<W>()...};
  std::ranges::sort(all, {}, &Workload::name);
  return all;
}

}  // namespace

std::string Implementation::unavailable() const {
  if (const auto* foreign = std::get_if<ForeignService>(&body))
    for (const auto& [path, package] : foreign->needs)
      if (!std::filesystem::exists(path)) return std::string(path) + " is missing: apt-get install " + std::string(package);
  return traits.unavailable == nullptr ? "" : traits.unavailable();
}

std::string Implementation::lacks(std::string_view workload) const {
  const auto* foreign = std::get_if<ForeignService>(&body);
  if (foreign == nullptr || std::ranges::find(foreign->workloads, workload) != foreign->workloads.end()) return "";
  return "it is another language and has no port of " + std::string(workload);
}

const Shape& shape_named(std::string_view name) {
  const auto found = std::ranges::find(shapes, name, &Shape::name);
  if (found != shapes.end()) return *found;
  std::fprintf(stderr, "fiveways: no shape is called '%.*s': workloads/registry.cpp lists them\n", static_cast<int>(name.size()),
               name.data());
  std::abort();
}

bool add(Implementation implementation) {
  const auto key = [](const Implementation& one) { return std::tuple(one.shape, model_rank(one.model), one.model, one.backend); };
  auto& all = registered();
  const auto place = std::ranges::lower_bound(all, key(implementation), {}, key);
  if (place != all.end() && key(*place) == key(implementation)) {
    std::fprintf(stderr, "fiveways: %s is registered twice for shape %.*s: by %.*s and by %.*s\n", implementation.id().c_str(),
                 static_cast<int>(implementation.shape.size()), implementation.shape.data(), static_cast<int>(place->file.size()),
                 place->file.data(), static_cast<int>(implementation.file.size()), implementation.file.data());
    std::abort();
  }
  all.insert(place, std::move(implementation));
  return true;
}

const std::vector<Implementation>& implementations() { return registered(); }

const Implementation* find_implementation(std::string_view shape, std::string_view id) {
  const auto found = std::ranges::find_if(registered(), [&](const Implementation& one) { return one.shape == shape && one.id() == id; });
  return found == registered().end() ? nullptr : &*found;
}

const std::vector<Workload>& workloads() {
  static const std::vector<Workload> all = describe_all(AllWorkloads{});
  return all;
}

const Workload* find_workload(std::string_view name) {
  const auto found = std::ranges::find(workloads(), name, &Workload::name);
  return found == workloads().end() ? nullptr : &*found;
}

}  // namespace workloads
