// The coroutine model of `broadcast`.
#include <coroutine>
#include <memory>
#include <utility>

#include "impls/substrate/broadcast/models.h"
#include "impls/substrate/coroutine/task.h"

namespace impls::substrate::broadcast {
namespace {

// Lives in the frame: waiting allocates nothing.
class [[nodiscard]] SomethingToDo final : Waiter {
 public:
  explicit SomethingToDo(Correspondent& peer) : peer_(peer) {}

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) {
    frame_ = frame;
    peer_.wait(*this);
  }
  void await_resume() const noexcept {}

 private:
  void on_ready() override { frame_.resume(); }

  Correspondent& peer_;
  std::coroutine_handle<> frame_;
};

Spawned converse(std::unique_ptr<Correspondent> peer, std::unique_ptr<workloads::BroadcastSession> session) {
  for (;;) {
    co_await SomethingToDo(*peer);
    const Received received = peer->receive();
    if (received.closed) co_return;
    if (!received.bytes.empty() && !peer->hear(*session, received.bytes)) co_return;
    peer->send_mail();
  }
}

}  // namespace

void open_with_coroutines(std::unique_ptr<Correspondent> peer, std::unique_ptr<workloads::BroadcastSession> session) {
  converse(std::move(peer), std::move(session));
}

}  // namespace impls::substrate::broadcast
