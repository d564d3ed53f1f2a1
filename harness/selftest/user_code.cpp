// User code of a request: what a server does between system calls, timed in the server itself by the between_calls library.
#include <fmt/core.h>
#include <sys/mman.h>
#include <x86intrin.h>

#include <filesystem>

#include "harness/cost/preloaded/between_calls.h"
#include "harness/errors.h"
#include "harness/load/target.h"
#include "harness/samples.h"
#include "harness/selftest/checks.h"
#include "harness/service.h"
#include "workloads/registry.h"

namespace harness {
namespace {

using between_calls::Account;

// Beside the program, where the build puts it.
std::string library() {
  const auto path = beside_the_program("libfiveways_between_calls.so");
  if (!std::filesystem::exists(path)) throw CannotMeasure(fmt::format("{} is missing: build the whole preset", path.string()));
  return path;
}

// A server that accounts for its own code, under load.
class Accounted {
 public:
  Accounted(const std::string& id, const workloads::ServiceWorkload& workload, const std::vector<int>& cpus)
      : memory_(check(memfd_create("between_calls", MFD_CLOEXEC), "memfd_create")) {
    check(ftruncate(memory_.get(), sizeof(Account)), "ftruncate");
    void* const mapped = mmap(nullptr, sizeof(Account), PROT_READ | PROT_WRITE, MAP_SHARED, memory_.get(), 0);
    if (mapped == MAP_FAILED) throw_errno("mmap");
    account_ = static_cast<Account*>(mapped);
    service_.emplace(Service::start({.id = id,
                                     .cpus = cpus,
                                     .inherited = memory_.get(),
                                     .environment = {"LD_PRELOAD=" + library(), fmt::format("{}=5", between_calls::descriptor_variable)}}));
    target_.emplace(service_->address(), workload, LoadOptions{.connections = 64});
  }
  Accounted(const Accounted&) = delete;
  ~Accounted() { munmap(account_, sizeof(Account)); }

  // The server sleeps before and after, so that the ticks are those of these requests.
  void visit(std::chrono::milliseconds length, double ticks_per_ns) {
    const std::uint64_t before = account_->ticks;
    const ClosedSlice slice = target_->closed({}, length, [] { return std::uint64_t{0}; });
    if (slice.faults.total() > 0 || slice.requests == 0) throw CannotMeasure("under the between_calls library: " + slice.faults.sentence());
    per_request_us.push_back(static_cast<double>(account_->ticks - before) / ticks_per_ns / 1e3 /
                             static_cast<double>(slice.visit_requests));
    loaded_s += static_cast<double>(slice.duration_ns) / 1e9;
    requests += slice.visit_requests;
  }

  std::vector<double> per_request_us;
  double loaded_s = 0;
  std::uint64_t requests = 0;
  std::uint64_t interrupted() const { return account_->interrupted; }
  double stretches_per_request() const { return static_cast<double>(account_->stretches) / static_cast<double>(requests); }

 private:
  Descriptor memory_;
  Account* account_;
  std::optional<Service> service_;
  std::optional<Target> target_;
};

double measure_ticks_per_ns() {
  const std::uint64_t start = now_ns();
  const std::uint64_t ticks = __rdtsc();
  while (now_ns() - start < 20'000'000) continue;
  return static_cast<double>(__rdtsc() - ticks) / static_cast<double>(now_ns() - start);
}

}  // namespace

std::vector<Finding> check_user_code(const SelftestOptions& options) {
  const std::vector<std::pair<std::string, double>> servers{
      {"callback/epoll", 0.3}, {"promise/epoll", 0.3}, {"coroutine/epoll", 0.3}, {"callback/asio", 0.5}, {"coroutine/asio", 0.7}};
  constexpr std::chrono::milliseconds slice_length{100};
  const int slices = options.rounds * 10 + 5;  // 20 rounds: more than 20 s each
  const auto workload = workloads::find_workload("echo")->open_stream({});
  const double ticks_per_ns = measure_ticks_per_ns();
  std::vector<std::unique_ptr<Accounted>> running;
  for (const auto& [id, most] : servers) running.push_back(std::make_unique<Accounted>(id, *workload, options.cpus.server));
  for (int slice = 0; slice < slices; ++slice) {
    options.progress("user code", static_cast<double>(slice) / slices);
    for (const auto& one : running) one->visit(slice_length, ticks_per_ns);
  }
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < servers.size(); ++i) {
    const auto& [id, most] = servers[i];
    const Accounted& one = *running[i];
    const double middle = median(one.per_request_us);
    findings.push_back(
        {"user code per request, " + id,
         fmt::format("{:.3f} µs (quartiles {:.3f}–{:.3f}; {} slices, {:.0f} s; {:.2f} stretches between calls a request, {} interrupted)",
                     middle, quantile(one.per_request_us, 0.25), quantile(one.per_request_us, 0.75), slices, one.loaded_s,
                     one.stretches_per_request(), one.interrupted()),
         fmt::format("at most {} µs, over 20 s", most), middle <= most && one.loaded_s >= 20});
  }
  return findings;
}

}  // namespace harness
