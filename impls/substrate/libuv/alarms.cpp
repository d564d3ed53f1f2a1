// Deadlines of the `libuv` backend.
#include "impls/substrate/libuv/alarms.h"

#include <cstdint>

namespace impls::substrate::libuv {
namespace {

struct Alarm {
  uv_timer_t timer;
  Completion* completion;
};

void on_due(uv_timer_t* timer) {
  Alarm* const alarm = static_cast<Alarm*>(timer->data);
  alarm->completion->on_complete();
  uv_close(reinterpret_cast<uv_handle_t*>(timer), [](uv_handle_t* handle) { delete static_cast<Alarm*>(handle->data); });
}

}  // namespace

// The loop's time is the same clock, in whole milliseconds rounded down: what it reaches is reached.
void Alarms::wait_until(Time due, Completion& completion) {
  auto* const alarm = new Alarm{.timer = {}, .completion = &completion};
  check_uv(uv_timer_init(&loop_, &alarm->timer), "uv_timer_init");
  alarm->timer.data = alarm;
  const auto at = static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::milliseconds>(due.time_since_epoch()).count());
  const std::uint64_t now = uv_now(&loop_);
  check_uv(uv_timer_start(&alarm->timer, on_due, at > now ? at - now : 0, 0), "uv_timer_start");
}

}  // namespace impls::substrate::libuv
