// timers, promises, on libuv: a chain a sleep, whose first promise the timer fulfils.
#include "impls/substrate/libuv/alarms.h"
#include "impls/substrate/timers/one_loop.h"
#include "impls/substrate/timers/promises.h"
#include "workloads/timers_cells.h"

namespace {

using impls::substrate::libuv::Alarms;
using Cell = impls::timers::Promises<Alarms>;

}  // namespace

FIVEWAYS_TIMERS(Cell, .max_workers = 1, .limit_reason = impls::timers::why_one_thread, .threads = impls::timers::threads,
                .remark = Alarms::remark);
