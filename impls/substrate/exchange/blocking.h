#pragma once
// `exchange` written with calls that block: what the thread of a connection does, or a worker to which one is handed.

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "impls/substrate/posix/descriptor.h"
#include "impls/substrate/posix/sockets.h"
#include "workloads/parameters.h"
#include "workloads/shapes/exchange.h"

namespace impls::substrate::blocking {

/// The connections of a service to its upstream server, each used by one thread at a time. Any thread may call.
class Upstreams {
 public:
  explicit Upstreams(std::string_view path) : path_(path) {}

  /// The one used last, or a new one; empty if the server takes none.
  Descriptor take();
  /// One whose call has ended with a reply.
  void give_back(Descriptor connection);

 private:
  std::string path_;
  std::mutex mutex_;
  std::vector<Descriptor> idle_;
};

/// Follows the steps of one session, each of which blocks the calling thread. Calls upstream are made one after another; the deadline is one
/// for all, a hedge counts from its own call's beginning.
class Steps {
 public:
  Steps(const workloads::ExchangeService& service, Upstreams& upstreams, workloads::ExchangeSession& session)
      : service_(service), upstreams_(upstreams), session_(session) {}

  /// From the input that has arrived until more is needed. `send_all` sends a reply's bytes and says whether to go on. False if the
  /// connection is to be closed.
  template <class SendAll>
  bool follow(Bytes input, SendAll send_all) {
    std::optional<workloads::Step> step = session_.on_input(input);
    while (step && !std::holds_alternative<workloads::Need>(*step)) {
      if (const auto* reply = std::get_if<workloads::Reply>(&*step)) {
        if (!send_all(reply->bytes) || reply->close) return false;
        step = session_.on_written();
      } else {
        step = wait_for(*step);
      }
    }
    return step.has_value();
  }

 private:
  // Nothing, here and below, if the service stops.
  std::optional<workloads::Step> wait_for(const workloads::Step& step);
  std::optional<workloads::Step> make(const workloads::Calls& calls);
  std::optional<workloads::CallResult::Outcome> call(Bytes request, const workloads::Calls& calls,
                                                     std::chrono::steady_clock::time_point deadline, std::vector<std::byte>& reply);

  const workloads::ExchangeService& service_;
  Upstreams& upstreams_;
  workloads::ExchangeSession& session_;
  std::vector<workloads::CallResult> results_;
  std::vector<std::vector<std::byte>> replies_;
};

/// A connection from its beginning to its end, on a blocking socket.
void converse(const workloads::ExchangeService& service, Upstreams& upstreams, int socket);

/// Why a cell whose every thread has one connection has nowhere to off-load to; a Refusal.
std::string no_loop_to_relieve(const workloads::Parameters& parameters);

}  // namespace impls::substrate::blocking
