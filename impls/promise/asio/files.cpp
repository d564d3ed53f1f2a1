// files, promises, on Boost.Asio: a completion token gives the promise of an answer, and every answer the promise of the next.
#include <exception>
#include <vector>

#include "impls/substrate/asio/file_loop.h"
#include "impls/substrate/promise/asio.h"
#include "impls/substrate/promise/combinators.h"
#include "workloads/files_cells.h"

namespace {

using namespace impls::substrate;
using asio_backend::Read;

class Promises {
 public:
  Promises(workloads::FileReads& work, int /*workers*/) : reading_(work, asio_backend::most_outstanding), loop_(reading_) {}

  void run() {
    reading_.run([this] {
      std::vector<Promise<void>> chains;
      for (Read& read : loop_.reads()) chains.push_back(read.slot.begin() ? read_all(read) : fulfilled());
      all(std::move(chains)).detach();
      loop_.run();
    });
  }

 private:
  // A rejection, which ends a chain, is an answer too; another chain goes on after it.
  static Promise<void> read_all(Read& read) {
    return read_on(read).catch_error([&read](std::exception_ptr rejection) {
      return !read.slot.answered(answer(rejection)) || read.slot.begin() ? read_all(read) : fulfilled();
    });
  }

  static Promise<void> read_on(Read& read) {
    return read.async_read_some(use_promise).then([&read](std::size_t size) {
      return !read.slot.answered(static_cast<ssize_t>(size)) || read.slot.begin() ? read_on(read) : fulfilled();
    });
  }

  static ssize_t answer(const std::exception_ptr& rejection) {
    try {
      std::rethrow_exception(rejection);
    } catch (const boost::system::system_error& error) {
      return asio_backend::answer(error.code(), 0);
    }
  }

  impls::files::Reading reading_;
  asio_backend::FileLoop loop_;
};

}  // namespace

FIVEWAYS_FILES(Promises, .max_workers = 1, .limit_reason = asio_backend::file_limit, .threads = asio_backend::file_threads,
               .unavailable = asio_backend::files_unavailable, .remark = asio_backend::file_remark);
