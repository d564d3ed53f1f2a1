// fork_join, promises, on oneTBB: the promises of promise/pool, each forked child run by a task_group.
#include "impls/substrate/fork_join/promises.h"
#include "impls/substrate/tbb/executor.h"
#include "workloads/fork_join_cells.h"

namespace {

template <workloads::ForkJoinWorkload W>
using ForkJoin = impls::PromiseForkJoin<W, impls::tbb_backend::TbbExecutor>;

}  // namespace

FIVEWAYS_FORK_JOIN(
    ForkJoin, .threads = "the caller and workers - 1 of oneTBB",
    .remark = "a state for each forked child and one for when_all and its continuation, recycled; and oneTBB's own task a forked child");
