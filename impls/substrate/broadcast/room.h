#pragma once
// Those who subscribed on one loop, and the mail that waits for each of them.

#include "impls/substrate/broadcast/outbox.h"

namespace impls::substrate::broadcast {

class Member;

/// For the thread of its loop.
class Room {
 public:
  Room() = default;
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  /// To every member. One for whom too much waits is disconnected.
  void publish(Bytes messages);

 private:
  friend class Member;
  Member* first_ = nullptr;
};

/// A connection that may subscribe. It must not end while another's input is heard: the end of a connection is an event of its own.
class Member {
 public:
  explicit Member(Room& room) : room_(room) {}
  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;

  /// Does as the session says. False if the connection ends.
  bool hear(workloads::BroadcastSession& session, Bytes input);

 protected:
  virtual ~Member();
  /// There is more in the outbox.
  virtual void on_mail() = 0;
  /// As if the peer had left: too much waits.
  virtual void shut_down() = 0;

  Outbox outbox_;

 private:
  friend class Room;
  void put(const Message& message);

  Room& room_;
  bool subscribed_ = false;
  bool turned_away_ = false;
  Member* next_ = nullptr;
  Member* previous_ = nullptr;
};

}  // namespace impls::substrate::broadcast
