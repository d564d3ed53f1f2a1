#pragma once
// A connection of `broadcast` on a loop that waits for one thing at a time: bytes come, mail goes, and a model waits for either.

#include <utility>

#include "impls/substrate/broadcast/room.h"
#include "impls/substrate/posix/sockets.h"
#include "impls/substrate/waiter.h"

namespace impls::substrate::broadcast {

/// One connection, and what waits to be sent on it. A model waits, receives, hears what it received, and sends the mail; the end of the
/// connection is always received, by its own event of the loop. For the loop's thread.
class Correspondent : public Member {
 public:
  using Member::Member;
  virtual ~Correspondent() = default;

  /// `waiter` is called, once, when something has arrived or there is mail that may go.
  void wait(Waiter& waiter) {
    waiter_ = &waiter;
    await();
  }

  /// What arrived: nothing, if the wait ended for another reason. Valid as the stream's own.
  virtual Received receive() = 0;

  /// Sends the mail, as far as it goes; last, before the next wait.
  void send_mail() {
    while (!blocked_ && !outbox_.empty()) send_first();
  }

 protected:
  /// Has the loop call when something arrives or, if it is blocked, when more can be sent.
  virtual void await() = 0;
  /// Sends, and says what of the first message is gone (`outbox_.sent`), or that it is blocked.
  virtual void send_first() = 0;

  /// Of the loop: there is something to do.
  void stir() {
    if (Waiter* const waiter = std::exchange(waiter_, nullptr)) waiter->on_ready();
  }
  /// The connection has failed: what it should have got is forgotten, and its end will be received.
  void fail() {
    outbox_.clear();
    blocked_ = false;
    shut_down();
  }

  bool arrived_ = false;
  bool blocked_ = false;

 private:
  void on_mail() override {
    if (!blocked_) stir();
  }

  Waiter* waiter_ = nullptr;
};

}  // namespace impls::substrate::broadcast
