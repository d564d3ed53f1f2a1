// A correct server, a thread per connection, whose sessions a fault stands before.
#include "sessions.h"

#include <utility>

#include "impls/substrate/exchange/blocking.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/stop_watch.h"
#include "impls/substrate/posix/threads.h"

namespace faulty {
namespace {

using namespace impls::substrate;
using workloads::Step;

class Session final : public workloads::ExchangeSession {
 public:
  Session(std::unique_ptr<workloads::ExchangeSession> real, Divert divert) : real_(std::move(real)), divert_(std::move(divert)) {}

  Step on_input(workloads::Bytes input) override { return divert_(*real_, real_->on_input(input)); }
  Step on_written() override { return divert_(*real_, real_->on_written()); }
  Step on_paused(std::chrono::nanoseconds slept) override { return divert_(*real_, real_->on_paused(slept)); }
  void compute() noexcept override { real_->compute(); }
  Step on_computed(std::chrono::nanoseconds took) override { return divert_(*real_, real_->on_computed(took)); }
  Step on_calls(std::span<const workloads::CallResult> results) override { return divert_(*real_, real_->on_calls(results)); }

 private:
  std::unique_ptr<workloads::ExchangeSession> real_;
  Divert divert_;
};

class Workload final : public workloads::ExchangeWorkload {
 public:
  Workload(const workloads::ExchangeWorkload& real, const std::function<Divert()>& fault) : real_(real), fault_(fault) {}

  std::unique_ptr<workloads::ExchangeSession> open_session() const override {
    return std::make_unique<Session>(real_.open_session(), fault_());
  }
  std::unique_ptr<workloads::StreamSession> open_floor() const override { return real_.open_floor(); }
  std::unique_ptr<workloads::StreamClient> open_client(std::uint64_t seed) const override { return real_.open_client(seed); }

 private:
  const workloads::ExchangeWorkload& real_;
  const std::function<Divert()>& fault_;
};

}  // namespace

void serve(const workloads::ExchangeService& service, const std::function<Divert()>& fault) {
  const Workload workload(service.workload, fault);
  const workloads::ExchangeService diverted{
      .listener = service.listener, .stop = service.stop, .workload = workload, .threads = service.threads, .upstream = service.upstream};
  Listener listener(service.listener, Calls::blocking);
  StopWatch watch(service.stop, service.listener);
  blocking::Upstreams upstreams(service.upstream);
  TransientThreads threads;
  while (Descriptor accepted = listener.accept()) {
    threads.start([&, socket = std::move(accepted)] {
      const Connections::Entry entry(watch.connections, socket.get());
      blocking::converse(diverted, upstreams, socket.get());
    });
  }
}

}  // namespace faulty
