// files, stackful coroutines, on Boost.Asio: a stack a slot, suspended by asio::spawn's yield_context until there is an answer.
#include <boost/asio/spawn.hpp>

#include "impls/substrate/asio/read_block.h"
#include "impls/substrate/fiber/sanitizers.h"
#include "workloads/files_cells.h"

namespace {

namespace asio = boost::asio;
using impls::files::Slot;
using namespace impls::substrate;

class Spawned {
 public:
  Spawned(workloads::FileReads& work, int workers) : reading_(work), reader_(workers) {}

  void run() {
    reading_.run([this] {
      for (Slot& slot : reading_.slots())
        asio::spawn(
            reader_.loop(), [this, &slot](asio::yield_context yield) { read_all(slot, yield); }, asio::detached);
      reader_.run();
    });
  }

 private:
  void read_all(Slot& slot, asio::yield_context yield) {
    while (slot.begin())
      while (!slot.answered(reader_.async_read(slot, yield))) continue;
  }

  impls::files::Reading reading_;
  AsioReader reader_;
};

}  // namespace

FIVEWAYS_FILES(Spawned, .threads = asio_file_threads, .unavailable = why_no_stack_switching, .remark = asio_file_remark);
