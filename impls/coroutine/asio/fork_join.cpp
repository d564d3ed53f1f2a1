// fork_join, coroutines, on Boost.Asio's thread_pool: the frames of coroutine/pool, each forked child's resumption posted.
#include "impls/substrate/asio/executor.h"
#include "impls/substrate/fork_join/coroutines.h"
#include "workloads/fork_join_cells.h"

namespace {

template <workloads::ForkJoinWorkload W>
using ForkJoin = impls::CoroutineForkJoin<W, impls::asio_backend::AsioExecutor>;

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .max_units = 3'000'000,
                   .limit_reason = "a first-in-first-out pool expands the tree breadth-first: more may need over 1 GiB",
                   .threads = "workers of a thread_pool; the caller waits", .remark = "one queue for all workers, first in, first out");
