// files, multithreaded, on Boost.Asio: a thread for each read outstanding, each with one synchronous read_some_at after the other.
#include "impls/substrate/asio/file_loop.h"
#include "impls/substrate/std/crew.h"
#include "workloads/files_cells.h"

namespace {

using namespace impls::substrate;

class ThreadEach {
 public:
  ThreadEach(workloads::FileReads& work, int /*workers*/)
      : reading_(work), file_(asio_backend::open_again(context_, reading_)), crew_(static_cast<int>(reading_.slots().size())) {}

  void run() {
    reading_.run(
        [this] { crew_.run([this](int member) { asio_backend::read_all(file_, reading_.slots()[static_cast<std::size_t>(member)]); }); });
  }

 private:
  impls::files::Reading reading_;
  boost::asio::io_context context_;  // which a file must have; nobody runs it
  asio_backend::File file_;          // its synchronous reads may be made by many threads at once
  impls::std_backend::Crew crew_;
};

}  // namespace

FIVEWAYS_FILES(ThreadEach, .max_workers = 1, .limit_reason = "it has as many threads as reads are outstanding, whatever the workers",
               .threads = "one for each read outstanding, the caller among them, kept between runs",
               .unavailable = asio_backend::files_unavailable,
               .remark = "a thread takes the next read by itself; random_access_file's synchronous read is a pread");
