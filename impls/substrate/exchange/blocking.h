#pragma once
// `exchange` written with calls that block: what the thread of a connection does, or a worker to which one is handed.

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

/// How far something went.
enum class Progress { done, later, ended };

/// Follows the steps of one session, each of which blocks the calling thread. Calls upstream are made one after another; the deadline is
/// one for all, a hedge counts from its own call's beginning.
class Steps {
 public:
  Steps(const workloads::ExchangeService& service, Upstreams& upstreams, workloads::ExchangeSession& session)
      : service_(service), upstreams_(upstreams), session_(session) {}

  /// From this step until more input is needed (done), a reply is not all sent (later: go on from `on_written` when it is), or the
  /// connection is to be closed. `send` is given a reply's bytes and says how that ended.
  template <class Send>
  Progress follow(workloads::Step first, Send send) {
    std::optional<workloads::Step> step = std::move(first);
    while (step && !std::holds_alternative<workloads::Need>(*step)) {
      if (const auto* reply = std::get_if<workloads::Reply>(&*step)) {
        ended_ = reply->close;
        const Progress sent = send(reply->bytes);
        if (sent != Progress::done || ended_) return ended_ && sent == Progress::done ? Progress::ended : sent;
        step = session_.on_written();
      } else {
        step = wait_for(*step);
      }
    }
    return step ? Progress::done : Progress::ended;
  }

  /// Whether the last reply was the connection's last.
  bool ended() const { return ended_; }

 private:
  // Nothing, here and below, if the service stops.
  std::optional<workloads::Step> wait_for(const workloads::Step& step);
  std::optional<workloads::Step> make(const workloads::Calls& calls);
  std::optional<workloads::CallResult::Outcome> call(std::size_t index, const workloads::Calls& calls,
                                                     std::chrono::steady_clock::time_point deadline, std::vector<std::byte>& reply);

  const workloads::ExchangeService& service_;
  Upstreams& upstreams_;
  workloads::ExchangeSession& session_;
  std::vector<workloads::CallResult> results_;
  std::vector<std::vector<std::byte>> replies_;
  bool ended_ = false;
};

/// A connection from its beginning to its end, on a blocking socket.
void converse(const workloads::ExchangeService& service, Upstreams& upstreams, int socket);

/// Why a cell whose every thread has one connection has nowhere to off-load to; a Refusal.
std::string no_loop_to_relieve(const workloads::Parameters& parameters);

}  // namespace impls::substrate::blocking
