// Subscribers that have threads of their own.
#include "impls/substrate/broadcast/crowd.h"

#include <sys/socket.h>

#include <system_error>
#include <utility>

namespace impls::substrate::broadcast {

Mailbox::~Mailbox() {
  if (crowd_ == nullptr) return;
  const std::lock_guard lock(crowd_->mutex_);
  (previous_ != nullptr ? previous_->next_ : crowd_->first_) = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
}

// Closed, the mailbox is emptied no further: the connection is ending.
void Mailbox::put(const Message& message) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    closed_ = !outbox_.put(message);
    if (closed_) shutdown(socket_, SHUT_RDWR);
  }
  changed_.notify_one();
}

std::optional<Message> Mailbox::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || !outbox_.empty(); });
  if (closed_) return std::nullopt;
  return outbox_.take();
}

void Mailbox::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_one();
}

// In one lock: who reads the welcome may have something published at once.
void Crowd::join(Mailbox& mailbox, const Message& welcome) {
  const std::lock_guard lock(mutex_);
  mailbox.put(welcome);
  mailbox.crowd_ = this;
  mailbox.next_ = std::exchange(first_, &mailbox);
  if (mailbox.next_ != nullptr) mailbox.next_->previous_ = &mailbox;
}

void Crowd::publish(Bytes messages) {
  const Message message = make_message(messages);
  const std::lock_guard lock(mutex_);
  for (Mailbox* one = first_; one != nullptr; one = one->next_) one->put(message);
}

Sender::~Sender() {
  mailbox.close();
  shutdown(socket_, SHUT_RDWR);  // ends the send in which the thread is blocked
}

void Sender::send_mail() {
  while (const auto message = mailbox.take())
    if (!send_(**message)) break;
  shutdown(socket_, SHUT_RDWR);  // so that the reader learns of it
}

void converse(int socket, workloads::BroadcastSession& session, Crowd& crowd, const std::function<Bytes()>& receive,
              const std::function<bool(Bytes)>& send) {
  std::optional<Sender> sender;
  for (Bytes input = receive(); !input.empty(); input = receive()) {
    const workloads::Heard heard = session.on_input(input);
    if (heard.subscribes) {
      try {
        sender.emplace(socket, send);
      } catch (const std::system_error&) {
        return;
      }
      crowd.join(sender->mailbox, make_message(heard.reply));
    } else if (!heard.reply.empty() && !send(heard.reply)) {
      return;
    }
    if (!heard.publishes.empty()) crowd.publish(heard.publishes);
    if (heard.close) return;
  }
}

}  // namespace impls::substrate::broadcast
