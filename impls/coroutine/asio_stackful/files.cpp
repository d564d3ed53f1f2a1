// files, stackful coroutines, on Boost.Asio: a stack a slot, suspended by asio::spawn's yield_context until there is an answer.
#include <boost/asio/spawn.hpp>

#include "impls/substrate/asio/file_loop.h"
#include "impls/substrate/fiber/sanitizers.h"
#include "workloads/files_cells.h"

namespace {

namespace asio = boost::asio;
using namespace impls::substrate;
using asio_backend::Read;

class Spawned {
 public:
  Spawned(workloads::FileReads& work, int /*workers*/) : reading_(work, asio_backend::most_outstanding), loop_(reading_) {}

  void run() {
    reading_.run([this] {
      for (Read& read : loop_.reads())
        asio::spawn(
            loop_.context(), [&read](asio::yield_context yield) { read_all(read, yield); }, asio::detached);
      loop_.run();
    });
  }

 private:
  static void read_all(Read& read, asio::yield_context yield) {
    boost::system::error_code error;
    for (bool more = read.slot.begin(); more;) {
      const std::size_t size = read.async_read_some(yield[error]);
      more = !read.slot.answered(asio_backend::answer(error, size)) || read.slot.begin();
    }
  }

  impls::files::Reading reading_;
  asio_backend::FileLoop loop_;
};

std::string unavailable() {
  const std::string why = why_no_stack_switching();
  return why.empty() ? asio_backend::files_unavailable() : why;
}

}  // namespace

FIVEWAYS_FILES(Spawned, .max_workers = 1, .limit_reason = asio_backend::file_limit, .threads = asio_backend::file_threads,
               .unavailable = unavailable, .remark = asio_backend::file_remark);
