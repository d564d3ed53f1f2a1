#pragma once
// Reading a file with Boost.Asio: its random_access_file, which is io_uring's, while sockets and timers of the same build stay on epoll.

#include <boost/asio.hpp>
#include <cstddef>
#include <deque>
#include <string>
#include <utility>

#include "impls/substrate/files/reading.h"

namespace impls::substrate::asio_backend {

using File = boost::asio::random_access_file;

/// Why Asio can open no file here, in a sentence; empty if it can.
std::string files_unavailable();

/// As many reads may be outstanding at once: told of completions by its eventfd, Asio 1.81 takes so many, and would leave more for the
/// next that comes, if one does.
inline constexpr std::size_t most_outstanding = 128;

/// The open file as one of Asio's, under a descriptor of its own.
File open_again(boost::asio::io_context& context, const files::Reading& reading);

/// What the shared slots take for an answer: Asio makes an error of the file's end, and of an interrupted read.
inline ssize_t answer(boost::system::error_code error, std::size_t size) {
  if (error == boost::asio::error::eof) return 0;
  return error ? -error.value() : static_cast<ssize_t>(size);
}

inline boost::asio::mutable_buffer rest_of(const files::Slot& slot) { return {slot.rest().data(), slot.rest().size()}; }

/// Reads the slot's blocks one after the other until none is left, synchronously; several threads may, each another slot.
inline void read_all(File& file, files::Slot& slot) {
  const auto read_some = [&] {
    boost::system::error_code error;
    const std::size_t size = file.read_some_at(slot.position(), rest_of(slot), error);
    return answer(error, size);
  };
  while (slot.begin())
    while (!slot.answered(read_some())) continue;
}

/// One of the reads that may be outstanding. Of a file object Asio hands one read at a time to the kernel and queues the others, so each
/// has an object of its own.
struct Read {
  files::Slot& slot;
  File file;

  /// Reads what it can of the rest of the slot's block, for every completion token: void(error_code, std::size_t).
  template <class Token>
  auto async_read_some(Token&& token) {
    return file.async_read_some_at(slot.position(), rest_of(slot), std::forward<Token>(token));
  }
};

/// An io_context that its caller runs, and the reads on it.
class FileLoop {
 public:
  explicit FileLoop(files::Reading& reading) {
    for (files::Slot& slot : reading.slots()) reads_.push_back({slot, open_again(context_, reading)});
  }

  boost::asio::io_context& context() { return context_; }
  std::deque<Read>& reads() { return reads_; }

  /// Runs the loop until nothing is under way.
  void run() {
    context_.restart();
    context_.run();
  }

 private:
  boost::asio::io_context context_{1};
  std::deque<Read> reads_;
};

inline constexpr auto file_threads = "the caller runs an io_context; reads that cannot be made at once are the kernel's";
inline constexpr auto file_limit = "one thread, one io_context";
inline constexpr auto file_remark =
    "random_access_file, on a ring of Asio's own whose completions come through an eventfd and epoll; a file object for each outstanding "
    "read, because Asio passes on one read of an object at a time";

}  // namespace impls::substrate::asio_backend
