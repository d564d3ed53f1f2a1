// fork_join, callbacks, on oneTBB: continuation passing, each forked child run by a task_group.
#include "impls/substrate/fork_join/callbacks.h"
#include "impls/substrate/tbb/executor.h"
#include "workloads/fork_join_cells.h"

namespace {

template <workloads::ForkJoinWorkload W>
using ForkJoin = impls::CallbackForkJoin<W, impls::tbb_backend::TbbExecutor>;

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .threads = "the caller and workers - 1 of oneTBB",
                   .remark = "one heap block an inner node, and oneTBB's own task a forked child");
