// Pauses of the `io_uring` backend.
#include "impls/substrate/io_uring/pause.h"

#include <utility>

namespace impls::substrate::uring {

void Pause::start(std::chrono::nanoseconds at_least, Completion& completion) {
  using std::chrono::duration_cast, std::chrono::seconds;
  completion_ = &completion;
  started_ = std::chrono::steady_clock::now();
  const auto whole = duration_cast<seconds>(at_least);
  timeout_->duration = {.tv_sec = ring_.stopped_ ? 0 : whole.count(), .tv_nsec = ring_.stopped_ ? 0 : (at_least - whole).count()};
  timeout_->pause = this;
  io_uring_sqe* const entry = ring_.next_entry();
  io_uring_prep_timeout(entry, &timeout_->duration, 0, 0);
  entry->user_data = timeout_->mark();
  previous_ = nullptr;
  next_ = std::exchange(ring_.first_pause_, this);
  if (next_ != nullptr) next_->previous_ = this;
}

void Pause::cut_short() {
  if (completion_ == nullptr) return;
  ring_.cancel(timeout_->mark());
  timeout_->pause = nullptr;
  timeout_->detached = &ring_.detached_;
  ++ring_.detached_;
  timeout_.release();
  timeout_ = std::make_unique<Timeout>();
  end(std::nullopt);
}

void Pause::Timeout::on_result(int) {
  if (pause != nullptr) {
    const bool whole = !pause->ring_.stopped_;
    return pause->end(whole ? std::optional(std::chrono::steady_clock::now() - pause->started_) : std::nullopt);
  }
  --*detached;
  delete this;
}

void Pause::end(std::optional<std::chrono::nanoseconds> slept) {
  (previous_ != nullptr ? previous_->next_ : ring_.first_pause_) = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
  slept_ = slept;
  std::exchange(completion_, nullptr)->on_complete();
}

}  // namespace impls::substrate::uring
