// A service on the `asio` backend.
#include "impls/substrate/asio/contexts.h"

#include <unistd.h>

#include <atomic>
#include <boost/asio.hpp>
#include <functional>
#include <iterator>
#include <list>
#include <utility>

#include "impls/substrate/asio/exchange.h"
#include "impls/substrate/posix/exclusion.h"
#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/sockets.h"
#include "impls/substrate/posix/threads.h"

namespace impls::substrate {
namespace {

namespace asio = boost::asio;
using Watched = asio::posix::stream_descriptor;

// Asio closes what it watches, and we own neither.
Watched watch(asio::io_context& context, int descriptor) { return {context, check(dup(descriptor), "dup")}; }

class Context {
 public:
  Context(int listener, int stop, std::function<void(AsioSocket)> accepted)
      : accepted_(std::move(accepted)),
        listener_(listener, Calls::non_blocking),
        stop_(watch(context_, stop)),
        arrivals_(watch(context_, listener)) {}

  asio::any_io_executor executor() { return context_.get_executor(); }

  void run() {
    stop_.async_wait(Watched::wait_read, [this](boost::system::error_code) { context_.stop(); });
    accept_next();
    context_.run();
  }

 private:
  // async_accept would report EMFILE at once and for ever, whether or not somebody waits; waiting first leaves accepting, and
  // what to do when it fails, to the code that every backend shares.
  void accept_next() {
    arrivals_.async_wait(Watched::wait_read, [this](boost::system::error_code error) {
      if (error) throw boost::system::system_error(error, "async_wait");
      if (Descriptor socket = listener_.accept()) accepted_(adopt(context_.get_executor(), listener_.family(), std::move(socket)));
      accept_next();
    });
  }

  std::function<void(AsioSocket)> accepted_;
  Listener listener_;
  asio::io_context context_{1};
  Watched stop_;
  Watched arrivals_;
};

class Exchanges {
 public:
  Exchanges(const workloads::ExchangeService& service, OpenAsioExchange open, AsioOffload& offload)
      : context_(service.listener, service.stop,
                 [this, &service, open](AsioSocket socket) { open(site_, std::move(socket), open_session(service)); }),
        site_{.executor = context_.executor(), .upstreams = {context_.executor(), service.upstream}, .offload = offload} {}
  void run() { context_.run(); }

 private:
  Context context_;
  AsioSite site_;
};

}  // namespace

void accept_on_context(int listener, int stop, const std::function<void(AsioSocket)>& accepted) { Context(listener, stop, accepted).run(); }

void serve_on_contexts(const workloads::StreamService& service, OpenAsioStream open) {
  const SharedByLoops shared(service);
  run_on_threads(service.threads, [&] {
    accept_on_context(service.listener, service.stop, [&](AsioSocket socket) { open(std::move(socket), open_session(shared.service)); });
  });
}

// What waits for a thread that computes, or is computed, belongs to a context: all contexts outlive those threads.
void serve_on_contexts(const workloads::ExchangeService& service, OpenAsioExchange open) {
  std::list<Exchanges> contexts;
  AsioOffload offload(service.threads);
  for (int i = 0; i < service.threads; ++i) contexts.emplace_back(service, open, offload);
  std::atomic<int> taken = 0;
  run_on_threads(service.threads, [&] { std::next(contexts.begin(), taken++)->run(); });
}

AsioSocket adopt(asio::any_io_executor executor, int family, Descriptor socket) {
  AsioSocket adopted(std::move(executor));
  adopted.assign(asio::generic::stream_protocol(family, 0), socket.get());
  socket.release();
  return adopted;
}

}  // namespace impls::substrate
