// Deadlines of the `libuv` backend.
#include "impls/substrate/libuv/alarms.h"

#include <cstdint>
#include <system_error>

namespace impls::substrate::libuv {
namespace {

struct Alarm {
  uv_timer_t timer;
  Completion* completion;
};

// libuv's results are errors with their sign changed.
void check_uv(int result, const char* call) {
  if (result < 0) throw std::system_error(-result, std::generic_category(), call);
}

void on_due(uv_timer_t* timer) {
  Alarm* const alarm = static_cast<Alarm*>(timer->data);
  alarm->completion->on_complete();
  uv_close(reinterpret_cast<uv_handle_t*>(timer), [](uv_handle_t* handle) { delete static_cast<Alarm*>(handle->data); });
}

}  // namespace

Alarms::Alarms() { check_uv(uv_loop_init(&loop_), "uv_loop_init"); }
Alarms::~Alarms() { uv_loop_close(&loop_); }

// The loop's time is the same clock, in whole milliseconds rounded down: what it reaches is reached.
void Alarms::wait_until(Time due, Completion& completion) {
  auto* const alarm = new Alarm{.timer = {}, .completion = &completion};
  check_uv(uv_timer_init(&loop_, &alarm->timer), "uv_timer_init");
  alarm->timer.data = alarm;
  const auto at = static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::milliseconds>(due.time_since_epoch()).count());
  const std::uint64_t now = uv_now(&loop_);
  check_uv(uv_timer_start(&alarm->timer, on_due, at > now ? at - now : 0, 0), "uv_timer_start");
}

void Alarms::run() { check_uv(uv_run(&loop_, UV_RUN_DEFAULT), "uv_run"); }

}  // namespace impls::substrate::libuv
