// A service on the `io_uring` backend.
#include "impls/substrate/io_uring/loops.h"

#include <functional>
#include <utility>

#include "impls/substrate/io_uring/exchange.h"
#include "impls/substrate/posix/exclusion.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/threads.h"

namespace impls::substrate::uring {
namespace {

// The ring polls the listener and leaves accepting, and what to do when descriptors run out, to the code that every backend
// shares: a multishot accept would end with EMFILE, and start again only to end again, whether or not somebody waits.
template <class Service, class Open>
class Loop final : Completion {
 public:
  Loop(const Service& service, Open open)
      : service_(service),
        open_(std::move(open)),
        listener_(service.listener, Calls::non_blocking, Calls::blocking),
        ring_(service.stop, service.listener, *this) {}
  Ring& ring() { return ring_; }
  void run() { ring_.run(); }

 private:
  void on_complete() override {
    if (Descriptor socket = listener_.accept()) open_(Stream::open(ring_, std::move(socket)), open_session(service_));
  }

  const Service& service_;
  Open open_;
  Listener listener_;
  Ring ring_;
};

class Exchanges {
 public:
  Exchanges(const workloads::ExchangeService& service, Exchange::Open open, Offload& offload)
      : loop_(service,
              [this, open](Stream::Owned stream, std::unique_ptr<workloads::ExchangeSession> session) {
                open(site_, std::move(stream), std::move(session));
              }),
        site_{
            .loop = loop_.ring(), .upstreams = {loop_.ring(), service.upstream}, .offload = offload, .results = RingResults(loop_.ring())} {
  }
  void run() { loop_.run(); }

 private:
  using Accept = std::function<void(Stream::Owned, std::unique_ptr<workloads::ExchangeSession>)>;

  Loop<workloads::ExchangeService, Accept> loop_;
  Exchange::Site site_;
};

}  // namespace

void RingResults::on_result(int) {
  deliver();
  ring_.watch(descriptor(), *this);
}

void serve_on_rings(const workloads::StreamService& service, OpenStream open) {
  const SharedByLoops shared(service);
  run_on_threads(service.threads, [&] { Loop(shared.service, open).run(); });
}

void serve_on_rings(const workloads::ExchangeService& service, Exchange::Open open) {
  Offload offload(service.threads);
  run_on_threads(service.threads, [&] { Exchanges(service, open, offload).run(); });
}

}  // namespace impls::substrate::uring
