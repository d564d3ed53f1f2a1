// fork_join, callbacks, on Boost.Asio's thread_pool: continuation passing, each forked child posted.
#include "impls/substrate/asio/executor.h"
#include "impls/substrate/fork_join/callbacks.h"
#include "workloads/fork_join_cells.h"

namespace {

template <workloads::ForkJoinWorkload W>
using ForkJoin = impls::CallbackForkJoin<W, impls::asio_backend::AsioExecutor>;

}  // namespace

FIVEWAYS_FORK_JOIN(ForkJoin, .max_units = 7'000'000,
                   .limit_reason = "a first-in-first-out pool expands the tree breadth-first: more may need over 1 GiB",
                   .threads = "workers of a thread_pool; the caller waits", .remark = "one queue for all workers, first in, first out");
