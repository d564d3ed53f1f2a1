#pragma once
// The shape `client`: connections to a server outside, each of which sends a request, waits for its reply and goes on, until all are made.

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/computation.h"
#include "workloads/mix.h"
#include "workloads/shapes/stream.h"

namespace workloads {

/// What reply bytes did to a session.
enum class Answer {
  more,      ///< the reply is not complete: wait for more
  complete,  ///< all that was asked is answered: ask for the next request
  wrong,     ///< not what the server must answer: close the connection, ask nothing more in this run
};

/// The requests of one connection. Never waits, reads no clock; used by one thread at a time.
struct ClientSession {
  virtual ~ClientSession() = default;

  /// A new connection was opened, at the beginning of a run: nothing is known of the server, nothing is outstanding.
  virtual void connected() = 0;
  /// What to send next: a request, or several at once. Nothing: this connection's part of the run is done. Valid until the next call.
  virtual Bytes next_request() = 0;
  /// Takes bytes that arrived, however they were cut.
  virtual Answer on_reply(Bytes reply) = 0;

  /// Starts a run of so many requests, which depend on the seed. No other call at that time, here and below.
  virtual void begin(std::uint64_t seed, std::uint64_t requests) = 0;
  /// Depends on every request of the run and on their order; a request without a right reply is missing in it.
  virtual std::uint64_t digest() const = 0;
  /// What `digest` must be, found without a server.
  virtual std::uint64_t expected() const = 0;
};

/// What the workloads of this shape have in common, and all that a cell knows of them. Opened with everything, also where nothing listens.
class ClientWorkload {
 public:
  /// Where the server is: "unix:/path" or "127.0.0.1:port".
  const std::string& address() const { return address_; }
  int connections() const { return static_cast<int>(sessions_.size()); }
  ClientSession& session(int connection) { return *sessions_[static_cast<std::size_t>(connection)]; }

  void begin(std::uint64_t nonce) {
    const std::uint64_t all = sessions_.size();
    for (std::uint64_t i = 0; i < all; ++i) sessions_[i]->begin(mix(nonce ^ mix(i)), units_ / all + (i < units_ % all ? 1 : 0));
  }
  std::uint64_t digest() const { return in_order(&ClientSession::digest); }
  std::uint64_t expected() const { return in_order(&ClientSession::expected); }
  std::uint64_t units() const { return units_; }

 protected:
  ClientWorkload(std::string address, std::int64_t requests) : address_(std::move(address)), units_(static_cast<std::uint64_t>(requests)) {}
  ClientWorkload(const ClientWorkload&) = delete;  // sessions refer to what is the workload's
  ~ClientWorkload() = default;
  void add(std::unique_ptr<ClientSession> session) { sessions_.push_back(std::move(session)); }

 private:
  std::uint64_t in_order(std::uint64_t (ClientSession::*of)() const) const {
    std::uint64_t all = 0;
    for (const auto& one : sessions_) all = mix(all ^ ((*one).*of)());
    return all;
  }

  std::string address_;
  std::uint64_t units_;
  std::vector<std::unique_ptr<ClientSession>> sessions_;
};

/// A Cell is constructed with the workload and the number of workers (threads that its executor may use; a model whose threads are the
/// connections has one for each, whatever the number). It is no template: sessions are type-erased, and every cell is compiled once. Its
/// `void run()` opens the connections that are not open, has every session make its requests, and returns when all have; it keeps
/// connections and threads between runs. It throws a sentence if the server cannot be reached or closes a connection in mid-run, and then
/// the next run begins with new connections.
struct ClientShape {
  static constexpr std::string_view name = "client";
  template <class Cell, std::derived_from<ClientWorkload> W>
  using Filled = FilledCell<Cell, W>;
};

}  // namespace workloads
