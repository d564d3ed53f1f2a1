// The queue of links whose source is settled, one a thread.
#include "impls/substrate/promise/state.h"

namespace impls::substrate::promise {
namespace {

struct Queue {
  Node* first;
  Node* last;
  bool running;
};
constinit thread_local Queue queue{};

}  // namespace

void run_settled(Ref<Node> link, Ref<Node> source) {
  Node* const added = link.release();
  added->source_ = source.release();
  (queue.first == nullptr ? queue.first : queue.last->next_) = added;
  queue.last = added;
  if (queue.running) return;
  queue.running = true;
  while (queue.first != nullptr) {
    const auto next = Ref<Node>::adopt(queue.first);
    queue.first = next->next_;
    next->run();
    Ref<Node>::adopt(std::exchange(next->source_, nullptr));
  }
  queue.running = false;
}

}  // namespace impls::substrate::promise
