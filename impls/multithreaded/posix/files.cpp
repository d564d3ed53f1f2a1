// files, multithreaded: a thread for each read outstanding, each with one pread after the other.
#include "impls/substrate/files/reading.h"
#include "impls/substrate/std/crew.h"
#include "workloads/files_cells.h"

namespace {

class ThreadEach {
 public:
  ThreadEach(workloads::FileReads& work, int) : reading_(work), crew_(static_cast<int>(reading_.slots().size())) {}

  void run() {
    reading_.run([this] { crew_.run([this](int member) { reading_.slots()[static_cast<std::size_t>(member)].read_all(); }); });
  }

 private:
  impls::files::Reading reading_;
  impls::std_backend::Crew crew_;
};

}  // namespace

FIVEWAYS_FILES(ThreadEach, .max_workers = 1, .limit_reason = "it has as many threads as reads are outstanding, whatever the workers",
               .threads = "one for each read outstanding, the caller among them, kept between runs",
               .remark = "a thread takes the next read by itself; nobody hands it over");
