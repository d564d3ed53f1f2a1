// files, callbacks: an object a slot, called for every answer, on libuv's loop and its pool of threads.
#include "impls/substrate/files/callback.h"
#include "impls/substrate/libuv/file_loop.h"
#include "workloads/files_cells.h"

namespace {

namespace libuv = impls::substrate::libuv;

}  // namespace

FIVEWAYS_FILES(impls::files::Callback<libuv::FileLoop>, .threads = libuv::file_threads, .remark = libuv::file_remark);
