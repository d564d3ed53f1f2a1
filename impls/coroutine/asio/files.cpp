// files, coroutines, on Boost.Asio: an awaitable a slot.
#include "impls/substrate/asio/read_block.h"
#include "workloads/files_cells.h"

namespace {

namespace asio = boost::asio;
using impls::files::Slot;
using namespace impls::substrate;

class Coroutines {
 public:
  Coroutines(workloads::FileReads& work, int workers) : reading_(work), reader_(workers) {}

  void run() {
    reading_.run([this] {
      for (Slot& slot : reading_.slots()) asio::co_spawn(reader_.loop(), read_all(reader_, slot), asio::detached);
      reader_.run();
    });
  }

 private:
  static asio::awaitable<void> read_all(AsioReader& reader, Slot& slot) {
    for (bool more = slot.begin(); more;) {
      const ssize_t result = co_await reader.async_read(slot, asio::use_awaitable);
      more = !slot.answered(result) || slot.begin();
    }
  }

  impls::files::Reading reading_;
  AsioReader reader_;
};

}  // namespace

FIVEWAYS_FILES(Coroutines, .threads = asio_file_threads, .remark = asio_file_remark);
