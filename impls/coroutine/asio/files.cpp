// files, coroutines, on Boost.Asio: an awaitable a slot.
#include "impls/substrate/asio/file_loop.h"
#include "workloads/files_cells.h"

namespace {

namespace asio = boost::asio;
using namespace impls::substrate;
using asio_backend::Read;

class Coroutines {
 public:
  Coroutines(workloads::FileReads& work, int /*workers*/) : reading_(work, asio_backend::most_outstanding), loop_(reading_) {}

  void run() {
    reading_.run([this] {
      for (Read& read : loop_.reads()) asio::co_spawn(loop_.context(), read_all(read), asio::detached);
      loop_.run();
    });
  }

 private:
  static asio::awaitable<void> read_all(Read& read) {
    for (bool more = read.slot.begin(); more;) {
      const auto [error, size] = co_await read.async_read_some(asio::as_tuple(asio::use_awaitable));
      more = !read.slot.answered(asio_backend::answer(error, size)) || read.slot.begin();
    }
  }

  impls::files::Reading reading_;
  asio_backend::FileLoop loop_;
};

}  // namespace

FIVEWAYS_FILES(Coroutines, .max_workers = 1, .limit_reason = asio_backend::file_limit, .threads = asio_backend::file_threads,
               .unavailable = asio_backend::files_unavailable, .remark = asio_backend::file_remark);
