#pragma once
// The connections of a client on a loop of one thread, kept between runs: what the models of a backend share, and the backends too.

#include <sys/socket.h>

#include <cstddef>
#include <deque>
#include <string_view>
#include <utility>

#include "impls/substrate/client/ending.h"
#include "impls/substrate/posix/connect.h"
#include "workloads/shapes/client.h"

namespace impls::substrate {

/// All on one thread. A Loop has
/// * `Owned`, a pointer to a stream of the loop that ends the stream when it is reset,
/// * `open(socket, family)`, which makes one of a socket whose calls are `Loop::calls`,
/// * `run_while(talking)`, which waits and calls who waits for what came until `talking`, a number of others, is 0,
/// * `Resting<Owner>`, which waits on a stream of which nothing is expected, from `rest(stream)` until the stream is waited on
///   otherwise; should something come even so, it calls `owner.on_rest_broken()`.
template <class Loop>
class Clients {
 public:
  /// One connection, as its model sees it.
  class Client {
   public:
    Client(Clients& all, workloads::ClientSession& its_session) : session(its_session), all_(all), resting_(*this) {}

    workloads::ClientSession& session;
    auto& stream() { return *stream_; }

    /// The last that a model does with the connection in a run; the stream may be gone when it returns.
    void end(Ending ending) {
      --all_.talking_;
      if (ending == Ending::done && !all_.failed_) return resting_.rest(*stream_);
      stream_.reset();
      if (ending == Ending::closed) all_.fail();
    }

    void on_rest_broken() {
      stream_.reset();
      all_.fail();
    }

   private:
    friend class Clients;

    Clients& all_;
    typename Loop::template Resting<Client> resting_;
    int socket_ = -1;  // the stream's
    typename Loop::Owned stream_;
  };

  /// How a model begins a connection's part of a run. It, or what it leaves with the loop, calls `end` once.
  using Start = void (*)(Client&);

  explicit Clients(workloads::ClientWorkload& workload) : address_(workload.address()) {
    for (int i = 0; i < workload.connections(); ++i) clients_.emplace_back(*this, workload.session(i));
  }

  /// Opens what is not open and returns when every connection has ended its part. What it throws, see workloads::ClientShape.
  void run(Start start) {
    for (Client& one : clients_) open(one);
    failed_ = false;
    talking_ = clients_.size();
    for (Client& one : clients_) start(one);
    loop_.run_while(talking_);
    if (!failed_) return;
    for (Client& one : clients_) one.stream_.reset();
    throw closed_early(address_.text());
  }

  Loop& loop() { return loop_; }

 private:
  void open(Client& client) {
    if (client.stream_ && !is_spent(client.socket_)) return;
    client.stream_.reset();
    Descriptor socket = address_.connect(Loop::calls);
    client.socket_ = socket.get();
    client.stream_ = loop_.open(std::move(socket), address_.family());
    client.session.connected();
  }

  // The others find their connections shut down, as if the server had closed them all, and end in their model's own way.
  void fail() {
    if (std::exchange(failed_, true)) return;
    for (const Client& one : clients_)
      if (one.stream_) shutdown(one.socket_, SHUT_RDWR);
  }

  Address address_;
  Loop loop_;
  std::deque<Client> clients_;
  std::size_t talking_ = 0;
  bool failed_ = false;
};

inline constexpr std::string_view one_loop = "one loop carries all connections";

}  // namespace impls::substrate
