// A service on the `asio` backend.
#include "impls/substrate/asio/contexts.h"

#include <unistd.h>

#include <boost/asio.hpp>
#include <utility>

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
  Context(int listener, int stop, const std::function<void(AsioSocket)>& accepted)
      : accepted_(accepted), listener_(listener, Calls::non_blocking), stop_(watch(context_, stop)), arrivals_(watch(context_, listener)) {}

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

  const std::function<void(AsioSocket)>& accepted_;
  Listener listener_;
  asio::io_context context_{1};
  Watched stop_;
  Watched arrivals_;
};

}  // namespace

void accept_on_context(int listener, int stop, const std::function<void(AsioSocket)>& accepted) { Context(listener, stop, accepted).run(); }

void serve_on_contexts(const workloads::StreamService& service, OpenAsioStream open) {
  const SharedByLoops shared(service);
  run_on_threads(service.threads, [&] {
    accept_on_context(service.listener, service.stop,
                      [&](AsioSocket socket) { open(std::move(socket), service.workload.open_session(shared.service.exclusion)); });
  });
}

AsioSocket adopt(asio::any_io_executor executor, int family, Descriptor socket) {
  AsioSocket adopted(std::move(executor));
  adopted.assign(asio::generic::stream_protocol(family, 0), socket.get());
  socket.release();
  return adopted;
}

}  // namespace impls::substrate
