// fork_join, coroutines, on oneTBB: the frames of coroutine/pool, each forked child resumed by a task_group.
#include "impls/substrate/fork_join/coroutines.h"
#include "impls/substrate/tbb/executor.h"
#include "workloads/fork_join_cells.h"

namespace {

template <workloads::ForkJoinWorkload W>
using ForkJoin = impls::CoroutineForkJoin<W, impls::tbb_backend::TbbExecutor>;

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .threads = "the caller and workers - 1 of oneTBB",
                   .remark = "a heap frame a node, leaves included; and oneTBB's own task a forked child");
