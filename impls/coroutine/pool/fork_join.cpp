// fork_join, coroutines, on our pool: a forked child is a task in its own frame.
#include "impls/substrate/fork_join/coroutines.h"
#include "impls/substrate/pool/pool.h"
#include "workloads/fork_join_cells.h"

namespace {

template <workloads::ForkJoinWorkload W>
using ForkJoin = impls::CoroutineForkJoin<W, impls::pool::Pool>;

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .threads = "the caller and workers - 1 of the pool",
                   .remark = "a heap frame a node, leaves included; the last child is entered by symmetric transfer");
