// files, promises: a chain a slot; every answer gives the promise of the next, on libuv's loop and its pool of threads.
#include "impls/substrate/files/promise.h"
#include "impls/substrate/libuv/file_loop.h"
#include "workloads/files_cells.h"

namespace {

namespace libuv = impls::substrate::libuv;

}  // namespace

FIVEWAYS_FILES(impls::files::Promises<libuv::FileLoop>, .threads = libuv::file_threads, .remark = libuv::file_remark);
