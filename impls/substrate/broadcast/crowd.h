#pragma once
// Subscribers that have threads of their own: a mailbox each, which one thread fills and another empties.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "impls/substrate/broadcast/outbox.h"

namespace impls::substrate::broadcast {

class Crowd;

/// The mail of one subscriber. Any thread may put, one takes.
class Mailbox {
 public:
  /// `socket` is shut down if too much waits. The mailbox must end before it is closed.
  explicit Mailbox(int socket) : socket_(socket) {}
  ~Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  /// Under the mailbox's lock.
  void put(const Message& message);
  /// Waits for mail, and takes the oldest. Nothing once closed.
  std::optional<Message> take();
  void close();

 private:
  friend class Crowd;

  std::mutex mutex_;
  std::condition_variable changed_;
  Outbox outbox_;
  bool closed_ = false;
  const int socket_;
  Crowd* crowd_ = nullptr;
  Mailbox* next_ = nullptr;
  Mailbox* previous_ = nullptr;
};

/// Everyone's mailbox, under one lock, which gives what several publish one order. Any thread may call.
class Crowd {
 public:
  /// Puts the welcome, after which nothing that is published passes the mailbox by until it ends.
  void join(Mailbox& mailbox, const Message& welcome);
  void publish(Bytes messages);

 private:
  friend class Mailbox;
  std::mutex mutex_;
  Mailbox* first_ = nullptr;
};

/// A subscriber's mail, and the thread that sends it; ends when its connection does. Throws std::system_error if the system has no thread
/// left.
class Sender {
 public:
  /// `send` blocks until it has sent all, or says that the connection has failed.
  Sender(int socket, std::function<bool(Bytes)> send)
      : mailbox(socket), socket_(socket), send_(std::move(send)), thread_([this] { send_mail(); }) {}
  ~Sender();

  Mailbox mailbox;

 private:
  void send_mail();

  const int socket_;
  const std::function<bool(Bytes)> send_;
  std::jthread thread_;
};

/// A connection's thread: does as the session says until `receive`, which blocks, has nothing more. `send` as above.
void converse(int socket, workloads::BroadcastSession& session, Crowd& crowd, const std::function<Bytes()>& receive,
              const std::function<bool(Bytes)>& send);

inline constexpr auto threads =
    "two a subscriber, one a publisher, with the system's stack size; one that accepts, one that only waits for the stop";
inline constexpr auto locks = "a mutex around all mailboxes, held while one message is put in each, and a mutex and condition a mailbox";

}  // namespace impls::substrate::broadcast
