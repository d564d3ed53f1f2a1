#pragma once
// The connections of a client whose calls block, kept between runs: what one after the other and a thread for each have in common.

#include <cstddef>
#include <deque>
#include <optional>
#include <string_view>
#include <utility>

#include "impls/substrate/client/ending.h"
#include "impls/substrate/posix/connect.h"
#include "impls/substrate/std/crew.h"
#include "workloads/shapes/client.h"

namespace impls::substrate {

/// `Sockets` has a `Socket` and makes one of a blocking descriptor: open(socket, family).
template <class Sockets>
class BlockingClients {
 public:
  using Socket = typename Sockets::Socket;
  /// How a model has one connection's part of a run done, on the thread that it calls on.
  using Converse = Ending (*)(Socket&, workloads::ClientSession&);

  explicit BlockingClients(workloads::ClientWorkload& workload) : address_(workload.address()) {
    for (int i = 0; i < workload.connections(); ++i) clients_.emplace_back(workload.session(i));
  }

  int connections() const { return static_cast<int>(clients_.size()); }

  /// Opens what is not open. Then every connection converses, then `end`. What these throw, see workloads::ClientShape.
  void begin() {
    for (Client& one : clients_) open(one);
  }
  /// Different connections may converse on different threads.
  void converse(int connection, Converse body) noexcept {
    Client& client = clients_[static_cast<std::size_t>(connection)];
    client.ending = body(*client.socket, client.session);
  }
  void end() {
    bool closed = false;
    for (const Client& one : clients_) closed |= one.ending == Ending::closed;
    for (Client& one : clients_)
      if (closed || one.ending == Ending::wrong) one.socket.reset();
    if (closed) throw closed_early(address_.text());
  }

 private:
  struct Client {
    explicit Client(workloads::ClientSession& its_session) : session(its_session) {}
    workloads::ClientSession& session;
    std::optional<Socket> socket;
    int descriptor = -1;  // the socket's
    Ending ending = Ending::done;
  };

  void open(Client& client) {
    if (client.socket && !is_spent(client.descriptor)) return;
    client.socket.reset();
    Descriptor socket = address_.connect(Calls::blocking);
    client.descriptor = socket.get();
    client.socket.emplace(sockets_.open(std::move(socket), address_.family()));
    client.session.connected();
  }

  Address address_;
  Sockets sockets_;
  std::deque<Client> clients_;
};

/// See workloads::ClientShape.
template <class Sockets, typename BlockingClients<Sockets>::Converse converse>
class OneAfterTheOther {
 public:
  OneAfterTheOther(workloads::ClientWorkload& workload, int /*workers*/) : clients_(workload) {}
  void run() {
    clients_.begin();
    for (int i = 0; i < clients_.connections(); ++i) clients_.converse(i, converse);
    clients_.end();
  }

 private:
  BlockingClients<Sockets> clients_;
};

inline constexpr std::string_view one_thread = "one thread: the next connection waits until the one before has all its replies";
inline constexpr std::string_view one_after_the_other = "one connection after the other: of many, only one has a request under way";

/// See workloads::ClientShape.
template <class Sockets, typename BlockingClients<Sockets>::Converse converse>
class ThreadForEach {
 public:
  ThreadForEach(workloads::ClientWorkload& workload, int /*workers*/) : clients_(workload), threads_(clients_.connections()) {}
  void run() {
    clients_.begin();
    threads_.run([this](int member) { clients_.converse(member, converse); });
    clients_.end();
  }

 private:
  BlockingClients<Sockets> clients_;
  std_backend::Crew threads_;
};

inline constexpr std::string_view thread_for_each = "one a connection, the caller's among them, with the system's stack size";

}  // namespace impls::substrate
