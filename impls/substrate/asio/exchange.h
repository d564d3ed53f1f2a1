#pragma once
// What the models of `exchange` share on the `asio` backend: upstream connections, and operations of time and computing with any completion
// token.

#include <array>
#include <boost/asio.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "impls/substrate/asio/contexts.h"
#include "impls/substrate/exchange/compute.h"
#include "workloads/shapes/exchange.h"

namespace impls::substrate {

/// A connection to the upstream server, used by one call at a time.
struct AsioUpstream {
  /// Whoever waits for it finds its operation aborted.
  void shut_down() {
    boost::system::error_code ignored;
    socket.close(ignored);
  }

  AsioSocket socket;
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
};

/// Those of one io_context, for its thread.
class AsioUpstreams {
 public:
  AsioUpstreams(boost::asio::any_io_executor executor, std::string_view path) : executor_(std::move(executor)), path_(path) {}

  /// The one used last, or a new one if all are in use; null if the server takes none.
  std::unique_ptr<AsioUpstream> take();
  /// One whose call has ended with a reply.
  void give_back(std::unique_ptr<AsioUpstream> connection) { idle_.push_back(std::move(connection)); }
  /// One failed as nobody here had it fail. Those that are idle, which nobody watches, are most likely of no use either.
  void broken() { idle_.clear(); }

 private:
  boost::asio::any_io_executor executor_;
  std::string path_;
  std::vector<std::unique_ptr<AsioUpstream>> idle_;
};

/// Threads of a service that compute, as many as it has contexts; made when first asked for. Any thread may ask.
class AsioOffload {
 public:
  explicit AsioOffload(int threads) : threads_(threads) {}
  AsioOffload(const AsioOffload&) = delete;
  /// Waits for what is being computed; what waits for a thread is dropped.
  ~AsioOffload();

  boost::asio::thread_pool::executor_type executor();

 private:
  int threads_;
  std::mutex mutex_;
  std::optional<boost::asio::thread_pool> pool_;
};

/// What the connections of one io_context share.
struct AsioSite {
  boost::asio::any_io_executor executor;
  AsioUpstreams upstreams;
  AsioOffload& offload;
};

/// What a model does with a new connection, on its io_context's thread. It need not end by itself, see OpenAsioStream.
using OpenAsioExchange = void (*)(AsioSite&, AsioSocket, std::unique_ptr<workloads::ExchangeSession>);

/// Serves until told to stop; see workloads::ServeExchange.
void serve_on_contexts(const workloads::ExchangeService& service, OpenAsioExchange open);

using Slept = void(boost::system::error_code, std::chrono::nanoseconds);

/// Completes, with how long it was, after at least so long; with operation_aborted if the timer is cancelled.
template <class Token>
auto async_pause(boost::asio::steady_timer& timer, std::chrono::nanoseconds at_least, Token&& token) {
  auto wait = [&timer, at_least](auto handler) {
    const auto started = std::chrono::steady_clock::now();
    timer.expires_after(at_least);
    timer.async_wait([handler = std::move(handler), started](boost::system::error_code error) mutable {
      std::move(handler)(error, std::chrono::steady_clock::now() - started);
    });
  };
  return boost::asio::async_initiate<Token, Slept>(std::move(wait), token);
}

/// Has the session compute on a thread of the off-loading pool and completes, with how long that took, on the context's own.
template <class Token>
auto async_compute(AsioSite& site, workloads::ExchangeSession& session, Token&& token) {
  auto hop = [&site, &session](auto handler) {
    boost::asio::post(site.offload.executor(), [handler = std::move(handler), &session, back = site.executor]() mutable {
      const auto took = compute_timed(session);
      boost::asio::post(back, [handler = std::move(handler), took]() mutable { std::move(handler)(boost::system::error_code(), took); });
    });
  };
  return boost::asio::async_initiate<Token, Slept>(std::move(hop), token);
}

inline constexpr auto exchange_threads_of_asio = "one io_context a thread, sharing the listener; if it off-loads, a thread_pool of as many";

}  // namespace impls::substrate
