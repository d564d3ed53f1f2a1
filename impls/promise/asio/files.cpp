// files, promises, on Boost.Asio: a completion token gives the promise of an answer, and every answer the promise of the next.
#include <vector>

#include "impls/substrate/asio/read_block.h"
#include "impls/substrate/promise/asio.h"
#include "impls/substrate/promise/combinators.h"
#include "workloads/files_cells.h"

namespace {

using impls::files::Slot;
using namespace impls::substrate;

class Promises {
 public:
  Promises(workloads::FileReads& work, int workers) : reading_(work), reader_(workers) {}

  void run() {
    reading_.run([this] {
      std::vector<Promise<void>> chains;
      for (Slot& slot : reading_.slots()) chains.push_back(slot.begin() ? read_on(slot) : fulfilled());
      all(std::move(chains)).detach();
      reader_.run();
    });
  }

 private:
  Promise<void> read_on(Slot& slot) {
    return reader_.async_read(slot, use_promise).then([this, &slot](ssize_t result) {
      return !slot.answered(result) || slot.begin() ? read_on(slot) : fulfilled();
    });
  }

  impls::files::Reading reading_;
  AsioReader reader_;
};

}  // namespace

FIVEWAYS_FILES(Promises, .threads = asio_file_threads, .remark = asio_file_remark);
