// files, blocking: one pread after the other, by the caller.
#include "impls/substrate/files/reading.h"
#include "workloads/files_cells.h"

namespace {

class Blocking {
 public:
  Blocking(workloads::FileReads& work, int) : reading_(work, 1) {}

  void run() {
    reading_.run([this] { reading_.slots().front().read_all(); });
  }

 private:
  impls::files::Reading reading_;
};

}  // namespace

FIVEWAYS_FILES(Blocking, .max_workers = 1, .limit_reason = "a serial program has one thread", .threads = "the caller",
               .remark = "one read is outstanding, whatever the depth");
