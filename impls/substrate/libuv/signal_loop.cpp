// Signals of the `libuv` backend.
#include "impls/substrate/libuv/signal_loop.h"

#include <cstddef>

namespace impls::substrate::libuv {

SignalLoop::SignalLoop(const std::array<int, 2>& numbers) {
  const auto on_signal = [](uv_signal_t* handle, int number) {
    SignalLoop& self = *static_cast<SignalLoop*>(handle->data);
    self.number_ = number;
    self.completion_->on_complete();
  };
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    check_uv(uv_signal_init(&loop_, &handles_[i]), "uv_signal_init");
    handles_[i].data = this;
    check_uv(uv_signal_start(&handles_[i], on_signal, numbers[i]), "uv_signal_start");
  }
}

SignalLoop::~SignalLoop() {
  for (uv_signal_t& handle : handles_) uv_close(reinterpret_cast<uv_handle_t*>(&handle), nullptr);
  uv_run(&loop_, UV_RUN_DEFAULT);
}

}  // namespace impls::substrate::libuv
