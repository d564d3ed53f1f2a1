// Pauses and work of the `libuv` backend.
#include "impls/substrate/libuv/pause.h"

#include <utility>

#include "impls/substrate/exchange/compute.h"

namespace impls::substrate::libuv {
namespace {

uv_handle_t* handle_of(uv_timer_t& timer) { return reinterpret_cast<uv_handle_t*>(&timer); }

}  // namespace

Pause::Pause(Loop& loop) : loop_(loop) {
  check_uv(uv_timer_init(&loop.loop_, &timer_), "uv_timer_init");
  timer_.data = this;
}

void Pause::Close::operator()(Pause* pause) const {
  uv_close(handle_of(pause->timer_), [](uv_handle_t* handle) { delete static_cast<Pause*>(handle->data); });
}

// A timer is due when the loop's clock, in whole milliseconds, says so. That clock stands still while callbacks run: what counts from it
// would end too early by up to as long as this turn has taken.
void Pause::start(std::chrono::nanoseconds at_least, Completion& completion) {
  using std::chrono::ceil, std::chrono::milliseconds, std::chrono::nanoseconds;
  completion_ = &completion;
  started_ = std::chrono::steady_clock::now();
  const auto due = ceil<milliseconds>(nanoseconds(uv_hrtime()) + at_least).count() - static_cast<std::int64_t>(uv_now(&loop_.loop_));
  const auto on_timer = [](uv_timer_t* timer) {
    Pause& self = *static_cast<Pause*>(timer->data);
    self.end(self.loop_.stopped_ ? std::nullopt : std::optional(std::chrono::steady_clock::now() - self.started_));
  };
  check_uv(uv_timer_start(&timer_, on_timer, loop_.stopped_ ? 0 : static_cast<std::uint64_t>(due), 0), "uv_timer_start");
  previous_ = nullptr;
  next_ = std::exchange(loop_.first_pause_, this);
  if (next_ != nullptr) next_->previous_ = this;
}

void Pause::cut_short() {
  if (completion_ == nullptr) return;
  uv_timer_stop(&timer_);
  end(std::nullopt);
}

void Pause::end(std::optional<std::chrono::nanoseconds> slept) {
  (previous_ != nullptr ? previous_->next_ : loop_.first_pause_) = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
  slept_ = slept;
  std::exchange(completion_, nullptr)->on_complete();
}

void Work::start(workloads::ExchangeSession& session, Completion& completion) {
  session_ = &session;
  completion_ = &completion;
  request_.data = this;
  const auto compute = [](uv_work_t* request) {
    Work& self = *static_cast<Work*>(request->data);
    self.took_ = compute_timed(*self.session_);
  };
  const auto done = [](uv_work_t* request, int) { static_cast<Work*>(request->data)->completion_->on_complete(); };
  check_uv(uv_queue_work(&loop_.loop_, &request_, compute, done), "uv_queue_work");
}

}  // namespace impls::substrate::libuv
