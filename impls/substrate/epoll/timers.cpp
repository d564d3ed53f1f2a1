// Deadlines of the reactor.
#include "impls/substrate/epoll/timers.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace impls::substrate {
namespace {

std::uint64_t nanoseconds_of(Timers::Time time) {
  return static_cast<std::uint64_t>(std::max(time.time_since_epoch().count(), Timers::Time::rep{0}));
}

}  // namespace

void Timer::cancel() {
  if (link_ == nullptr) return;
  *link_ = next_;
  if (next_ != nullptr) next_->link_ = link_;
  link_ = nullptr;
}

Timers::Timers(Time now) : reached_ns_(nanoseconds_of(now)), earliest_ns_(reached_ns_) {}

void Timers::wait(Timer& timer, Time due, Waiter& waiter) {
  timer.waiter_ = &waiter;
  timer.due_ns_ = std::max(nanoseconds_of(due), earliest_ns_);
  place(timer);
}

void Timers::place(Timer& timer) {
  const std::uint64_t differing = timer.due_ns_ ^ reached_ns_;
  const std::size_t number = differing == 0 ? 0 : static_cast<std::size_t>(std::bit_width(differing) - 1) / bits;
  const std::size_t slot_number = (timer.due_ns_ >> (number * bits)) % slots_a_level;
  Level& level = levels_[number];
  Slot& slot = level.slots[slot_number];
  level.occupied |= std::uint64_t{1} << slot_number;
  occupied_ |= std::uint32_t{1} << number;
  slot.earliest_ns = slot.first == nullptr ? timer.due_ns_ : std::min(slot.earliest_ns, timer.due_ns_);
  timer.next_ = slot.first;
  timer.link_ = &slot.first;
  if (slot.first != nullptr) slot.first->link_ = &timer.next_;
  slot.first = &timer;
}

// All that lies on a level is due before all that lies on a higher one.
bool Timers::find_first(Place& place) {
  for (; occupied_ != 0; occupied_ &= occupied_ - 1) {
    const auto number = static_cast<std::size_t>(std::countr_zero(occupied_));
    Level& level = levels_[number];
    for (; level.occupied != 0; level.occupied &= level.occupied - 1) {
      place = {number, static_cast<std::size_t>(std::countr_zero(level.occupied))};
      if (level.slots[place.slot].first != nullptr) return true;
    }
  }
  return false;
}

std::uint64_t Timers::start_of(Place place) const {
  const std::size_t shift = place.level * bits;
  const std::uint64_t higher = place.level + 1 == levels ? 0 : reached_ns_ >> (shift + bits) << (shift + bits);
  return higher | std::uint64_t{place.slot} << shift;
}

Timers::Time Timers::earliest() {
  Place first;
  if (!find_first(first)) return Time::max();
  return Time(std::chrono::nanoseconds(levels_[first.level].slots[first.slot].earliest_ns));
}

void Timers::fire(Time now) {
  const auto now_ns = nanoseconds_of(now);
  earliest_ns_ = now_ns + 1;
  for (Place first; find_first(first) && start_of(first) <= now_ns;) {
    Slot& slot = levels_[first.level].slots[first.slot];
    reached_ns_ = start_of(first);
    if (first.level == 0) {
      Waiter& waiter = *slot.first->waiter_;
      slot.first->cancel();
      waiter.on_ready();
    } else {
      for (Timer* timer = std::exchange(slot.first, nullptr); timer != nullptr;) place(*std::exchange(timer, timer->next_));
    }
  }
  reached_ns_ = now_ns;
}

}  // namespace impls::substrate
