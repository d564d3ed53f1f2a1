// timers, callbacks, on libuv: an object a sleep, which the timer calls and which deletes itself.
#include "impls/substrate/libuv/alarms.h"
#include "impls/substrate/timers/callbacks.h"
#include "impls/substrate/timers/one_loop.h"
#include "workloads/timers_cells.h"

namespace {

using impls::substrate::libuv::Alarms;
using Cell = impls::timers::Callbacks<Alarms>;

}  // namespace

FIVEWAYS_TIMERS(Cell, .max_workers = 1, .limit_reason = impls::timers::why_one_thread, .threads = impls::timers::threads,
                .remark = Alarms::remark);
