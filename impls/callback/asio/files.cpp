// files, callbacks, on Boost.Asio: a handler a slot, called on the io_context for every answer.
#include "impls/substrate/asio/file_loop.h"
#include "workloads/files_cells.h"

namespace {

using namespace impls::substrate;
using asio_backend::Read;

class Callback {
 public:
  Callback(workloads::FileReads& work, int /*workers*/) : reading_(work, asio_backend::most_outstanding), loop_(reading_) {}

  void run() {
    reading_.run([this] {
      for (Read& read : loop_.reads())
        if (read.slot.begin()) read_on(read);
      loop_.run();
    });
  }

 private:
  static void read_on(Read& read) {
    read.async_read_some([&read](boost::system::error_code error, std::size_t size) {
      if (!read.slot.answered(asio_backend::answer(error, size)) || read.slot.begin()) read_on(read);
    });
  }

  impls::files::Reading reading_;
  asio_backend::FileLoop loop_;
};

}  // namespace

FIVEWAYS_FILES(Callback, .max_workers = 1, .limit_reason = asio_backend::file_limit, .threads = asio_backend::file_threads,
               .unavailable = asio_backend::files_unavailable, .remark = asio_backend::file_remark);
