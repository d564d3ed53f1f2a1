// timers, coroutines, on libuv: a frame a sleep, which the timer resumes.
#include "impls/substrate/libuv/alarms.h"
#include "impls/substrate/timers/coroutines.h"
#include "impls/substrate/timers/one_loop.h"
#include "workloads/timers_cells.h"

namespace {

using impls::substrate::libuv::Alarms;
using Cell = impls::timers::Coroutines<Alarms>;

}  // namespace

FIVEWAYS_TIMERS(Cell, .max_workers = 1, .limit_reason = impls::timers::why_one_thread, .threads = impls::timers::threads,
                .remark = Alarms::remark);
