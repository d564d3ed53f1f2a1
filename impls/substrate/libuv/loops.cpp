// A service on the `libuv` backend.
#include "impls/substrate/libuv/loops.h"

#include <cstdlib>
#include <functional>
#include <string>
#include <utility>

#include "impls/substrate/libuv/exchange.h"
#include "impls/substrate/posix/exclusion.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/threads.h"

namespace impls::substrate::libuv {
namespace {

// uv_poll_t and not uv_listen: a socket that libuv listens on closes connections by a rule of its own when descriptors run out.
// Polling leaves accepting, and what to do then, to the code that every backend shares.
template <class Service, class Open>
class Server final : Completion {
 public:
  Server(const Service& service, Open open)
      : service_(service),
        open_(std::move(open)),
        listener_(service.listener, Calls::non_blocking),
        loop_(service.stop, service.listener, *this) {}
  Loop& loop() { return loop_; }
  void run() { loop_.run(); }

 private:
  void on_complete() override {
    if (Descriptor socket = listener_.accept()) open_(Stream::open(loop_, listener_.family(), std::move(socket)), open_session(service_));
  }

  const Service& service_;
  Open open_;
  Listener listener_;
  Loop loop_;
};

class Exchanges {
 public:
  Exchanges(const workloads::ExchangeService& service, Exchange::Open open)
      : server_(service,
                [this, open](Stream::Owned stream, std::unique_ptr<workloads::ExchangeSession> session) {
                  open(site_, std::move(stream), std::move(session));
                }),
        site_{.loop = server_.loop(), .upstreams = {server_.loop(), service.upstream}} {}
  void run() { server_.run(); }

 private:
  using Accept = std::function<void(Stream::Owned, std::unique_ptr<workloads::ExchangeSession>)>;

  Server<workloads::ExchangeService, Accept> server_;
  Exchange::Site site_;
};

}  // namespace

void serve_on_loops(const workloads::StreamService& service, OpenStream open) {
  const SharedByLoops shared(service);
  run_on_threads(service.threads, [&] { Server(shared.service, open).run(); });
}

// Before the first work is queued: libuv makes its threads then, for all loops of the process.
void serve_on_loops(const workloads::ExchangeService& service, Exchange::Open open) {
  setenv("UV_THREADPOOL_SIZE", std::to_string(service.threads).c_str(), 1);
  run_on_threads(service.threads, [&] { Exchanges(service, open).run(); });
}

}  // namespace impls::substrate::libuv
