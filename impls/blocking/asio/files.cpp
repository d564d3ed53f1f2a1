// files, blocking, on Boost.Asio: one synchronous read_some_at after the other, by the caller.
#include "impls/substrate/asio/file_loop.h"
#include "workloads/files_cells.h"

namespace {

using namespace impls::substrate;

class Blocking {
 public:
  Blocking(workloads::FileReads& work, int /*workers*/) : reading_(work, 1), file_(asio_backend::open_again(context_, reading_)) {}

  void run() {
    reading_.run([this] { asio_backend::read_all(file_, reading_.slots().front()); });
  }

 private:
  impls::files::Reading reading_;
  boost::asio::io_context context_;  // which a file must have; nobody runs it
  asio_backend::File file_;
};

}  // namespace

FIVEWAYS_FILES(Blocking, .max_workers = 1, .limit_reason = "a serial program has one thread", .threads = "the caller",
               .unavailable = asio_backend::files_unavailable,
               .remark = "one read is outstanding, whatever the depth; random_access_file's synchronous read is a pread");
