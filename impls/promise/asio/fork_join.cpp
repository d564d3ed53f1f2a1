// fork_join, promises, on Boost.Asio's thread_pool: the promises of promise/pool, each forked child posted.
#include "impls/substrate/asio/executor.h"
#include "impls/substrate/fork_join/promises.h"
#include "workloads/fork_join_cells.h"

namespace {

template <workloads::ForkJoinWorkload W>
using ForkJoin = impls::PromiseForkJoin<W, impls::asio_backend::AsioExecutor>;

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .max_units = 1'400'000,
                   .limit_reason = "a first-in-first-out pool expands the tree breadth-first: more may need over 1 GiB",
                   .threads = "workers of a thread_pool; the caller waits", .remark = "one queue for all workers, first in, first out");
