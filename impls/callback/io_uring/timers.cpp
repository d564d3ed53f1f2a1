// timers, callbacks, on io_uring: an object a sleep, which the timeout operation calls and which deletes itself.
#include "impls/substrate/io_uring/alarms.h"
#include "impls/substrate/io_uring/ring.h"
#include "impls/substrate/timers/callbacks.h"
#include "impls/substrate/timers/one_loop.h"
#include "workloads/timers_cells.h"

namespace {

using impls::substrate::uring::Alarms;
using Cell = impls::timers::Callbacks<Alarms>;

}  // namespace

FIVEWAYS_TIMERS(Cell, .max_workers = 1, .limit_reason = impls::timers::why_one_thread, .threads = impls::timers::threads,
                .unavailable = impls::substrate::uring::unavailable, .remark = Alarms::remark);
