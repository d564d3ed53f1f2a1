// files, coroutines: a frame a slot, suspended until there is an answer, on libuv's loop and its pool of threads.
#include "impls/substrate/files/coroutine.h"
#include "impls/substrate/libuv/file_loop.h"
#include "workloads/files_cells.h"

namespace {

namespace libuv = impls::substrate::libuv;

}  // namespace

FIVEWAYS_FILES(impls::files::Coroutines<libuv::FileLoop>, .threads = libuv::file_threads, .remark = libuv::file_remark);
