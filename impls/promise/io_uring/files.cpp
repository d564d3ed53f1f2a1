// files, promises: a chain a slot; every answer gives the promise of the next, on a ring.
#include "impls/substrate/files/promise.h"
#include "impls/substrate/io_uring/file_ring.h"
#include "impls/substrate/io_uring/ring.h"
#include "workloads/files_cells.h"

namespace {

namespace uring = impls::substrate::uring;

}  // namespace

FIVEWAYS_FILES(impls::files::Promises<uring::FileRing>, .track = workloads::Track::tuned, .max_workers = 1,
               .limit_reason = uring::file_limit, .threads = uring::file_threads, .unavailable = uring::unavailable,
               .remark = uring::file_remark);
