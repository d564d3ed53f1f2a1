// Sessions of libraries that own their socket, on the `libuv` backend.
#include "impls/substrate/libuv/sessions.h"

#include <system_error>
#include <utility>

namespace impls::substrate::libuv {
namespace {

// libuv's results are errors with their sign changed.
void check_uv(int result, const char* call) {
  if (result < 0) throw std::system_error(-result, std::generic_category(), call);
}

}  // namespace

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

SessionLoop::SessionLoop() { check_uv(uv_loop_init(&loop_), "uv_loop_init"); }

SessionLoop::~SessionLoop() { uv_loop_close(&loop_); }

void SessionLoop::run_while(const std::size_t& /*going*/) { check_uv(uv_run(&loop_, UV_RUN_DEFAULT), "uv_run"); }

}  // namespace impls::substrate::libuv
