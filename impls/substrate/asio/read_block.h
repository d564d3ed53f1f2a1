#pragma once
// Reading a file with Boost.Asio on epoll, which has no file of its own: a pread is posted to a thread_pool, its answer back to the loop.

#include <boost/asio.hpp>
#include <utility>

#include "impls/substrate/files/reading.h"

namespace impls::substrate {

/// An io_context that its caller runs, and the pool that blocks for it.
class AsioReader {
 public:
  explicit AsioReader(int workers) : pool_(static_cast<std::size_t>(workers)) {}

  boost::asio::io_context& loop() { return loop_; }

  /// Runs the loop until nothing is under way.
  void run() {
    loop_.restart();
    loop_.run();
  }

  /// Reads the rest of the slot's block; completes on the loop, with void(error_code, ssize_t). The error is none: what the read gave
  /// is for the slot. An asynchronous operation like the library's own, for every completion token.
  template <class Token>
  auto async_read(files::Slot& slot, Token&& token) {
    return boost::asio::async_initiate<Token, void(boost::system::error_code, ssize_t)>(
        [this](auto handler, files::Slot* its_slot) {
          auto read = [its_slot, handler = std::move(handler), back = boost::asio::make_work_guard(loop_)]() mutable {
            const ssize_t result = its_slot->read_some();
            boost::asio::post(back.get_executor(), [handler = std::move(handler), result]() mutable {
              std::move(handler)(boost::system::error_code(), result);
            });
          };
          boost::asio::post(pool_, std::move(read));
        },
        token, &slot);
  }

 private:
  boost::asio::io_context loop_{1};
  boost::asio::thread_pool pool_;  // ends first
};

inline constexpr auto asio_file_threads = "the caller runs an io_context; `workers` of a thread_pool read";
inline constexpr auto asio_file_remark =
    "Asio's files need its io_uring backend, which this build on epoll is without: a pread is posted to the pool, its answer posted back";

}  // namespace impls::substrate
