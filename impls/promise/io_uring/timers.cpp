// timers, promises, on io_uring: a chain a sleep, whose first promise the timeout operation fulfils.
#include "impls/substrate/io_uring/alarms.h"
#include "impls/substrate/io_uring/ring.h"
#include "impls/substrate/timers/one_loop.h"
#include "impls/substrate/timers/promises.h"
#include "workloads/timers_cells.h"

namespace {

using impls::substrate::uring::Alarms;
using Cell = impls::timers::Promises<Alarms>;

}  // namespace

FIVEWAYS_TIMERS(Cell, .max_workers = 1, .limit_reason = impls::timers::why_one_thread, .threads = impls::timers::threads,
                .unavailable = impls::substrate::uring::unavailable, .remark = Alarms::remark);
