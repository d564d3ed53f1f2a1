// fork_join, callbacks, on our pool: a forked child is a task in its parent's heap block.
#include "impls/substrate/fork_join/callbacks.h"
#include "impls/substrate/pool/pool.h"
#include "workloads/fork_join_cells.h"

namespace {

template <workloads::ForkJoinWorkload W>
using ForkJoin = impls::CallbackForkJoin<W, impls::pool::Pool>;

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .threads = "the caller and workers - 1 of the pool",
                   .remark = "one heap block an inner node holds its counter, results and forked children");
