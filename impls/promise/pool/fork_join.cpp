// fork_join, promises, on our pool: a forked child is a task in its promise's state.
#include "impls/substrate/fork_join/promises.h"
#include "impls/substrate/pool/pool.h"
#include "workloads/fork_join_cells.h"

namespace {

template <workloads::ForkJoinWorkload W>
using ForkJoin = impls::PromiseForkJoin<W, impls::pool::Pool>;

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .threads = "the caller and workers - 1 of the pool",
                   .remark = "a state for each forked child and one for when_all and its continuation; a thread recycles them");
