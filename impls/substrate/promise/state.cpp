// The queue of links whose source is settled, one a thread.
#include "impls/substrate/promise/state.h"

namespace impls::substrate::promise {

constinit thread_local Queue queue{};

void enqueue(Ref<Node>&& link, Node& source) noexcept {
  Node* const added = link.release();
  added->next_ = nullptr;
  added->source_ = Ref<Node>(&source).release();
  (queue.first == nullptr ? queue.first : queue.last->next_) = added;
  queue.last = added;
}

void Queue::run_all() noexcept {
  while (first != nullptr) {
    const auto link = Ref<Node>::adopt(first);
    first = link->next_;
    const auto source = Ref<Node>::adopt(std::exchange(link->source_, nullptr));
    link->run(*source);
  }
}

}  // namespace impls::substrate::promise
