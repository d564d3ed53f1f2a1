// Sessions of libraries that own their socket, on the `libuv` backend.
#include "impls/substrate/libuv/sessions.h"

#include <utility>

namespace impls::substrate::libuv {

Watch::Watch(uv_loop_t& loop, Descriptor descriptor) : descriptor_(std::move(descriptor)) {
  check_uv(uv_poll_init(&loop, &poll_, descriptor_.get()), "uv_poll_init");
  poll_.data = this;
}

void Watch::wait(int events, Waiter& waiter) {
  waiter_ = &waiter;
  if (std::exchange(events_, events) == events) return;
  const auto on_ready = [](uv_poll_t* poll, int, int) { static_cast<Watch*>(poll->data)->waiter_->on_ready(); };
  check_uv(uv_poll_start(&poll_, events, on_ready), "uv_poll_start");
}

void Watch::close() {
  uv_close(reinterpret_cast<uv_handle_t*>(&poll_), [](uv_handle_t* handle) { delete static_cast<Watch*>(handle->data); });
}

}  // namespace impls::substrate::libuv
