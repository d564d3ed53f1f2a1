// Those who subscribed on one loop.
#include "impls/substrate/broadcast/room.h"

#include <utility>

namespace impls::substrate::broadcast {

void Room::publish(Bytes messages) {
  const Message message = make_message(messages);
  for (Member* one = first_; one != nullptr; one = one->next_) one->put(message);
}

Member::~Member() {
  if (!subscribed_) return;
  (previous_ != nullptr ? previous_->next_ : room_.first_) = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
}

// One that was turned away still waits for its end, and gets no more.
void Member::put(const Message& message) {
  if (turned_away_) return;
  turned_away_ = !outbox_.put(message);
  turned_away_ ? shut_down() : on_mail();
}

bool Member::hear(workloads::BroadcastSession& session, Bytes input) {
  const workloads::Heard heard = session.on_input(input);
  if (!heard.reply.empty()) put(make_message(heard.reply));
  if (heard.subscribes) {
    subscribed_ = true;
    next_ = std::exchange(room_.first_, this);
    if (next_ != nullptr) next_->previous_ = this;
  }
  if (!heard.publishes.empty()) room_.publish(heard.publishes);
  return !heard.close;
}

}  // namespace impls::substrate::broadcast
