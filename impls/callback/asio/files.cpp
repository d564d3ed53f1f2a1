// files, callbacks, on Boost.Asio: a handler a slot, called on the io_context for every answer of the thread_pool.
#include "impls/substrate/asio/read_block.h"
#include "workloads/files_cells.h"

namespace {

using impls::files::Slot;
using namespace impls::substrate;

class Callback {
 public:
  Callback(workloads::FileReads& work, int workers) : reading_(work), reader_(workers) {}

  void run() {
    reading_.run([this] {
      for (Slot& slot : reading_.slots())
        if (slot.begin()) read(slot);
      reader_.run();
    });
  }

 private:
  void read(Slot& slot) {
    reader_.async_read(slot, [this, &slot](boost::system::error_code, ssize_t result) {
      if (!slot.answered(result) || slot.begin()) read(slot);
    });
  }

  impls::files::Reading reading_;
  AsioReader reader_;
};

}  // namespace

FIVEWAYS_FILES(Callback, .threads = asio_file_threads, .remark = asio_file_remark);
