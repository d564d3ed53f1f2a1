// Files of the `asio` backend.
#include "impls/substrate/asio/file_loop.h"

#include <fcntl.h>

#include "impls/substrate/posix/sockets.h"

namespace impls::substrate::asio_backend {
namespace {

std::string ask_asio() {
  try {
    boost::asio::io_context context;
    const File file(context);
    return "";
  } catch (const boost::system::system_error& error) {
    return "Asio's files need io_uring, which is not to be had here: " + error.code().message();
  }
}

}  // namespace

std::string files_unavailable() {
  static const std::string answer = ask_asio();
  return answer;
}

File open_again(boost::asio::io_context& context, const files::Reading& reading) {
  Descriptor descriptor(check(fcntl(reading.file(), F_DUPFD_CLOEXEC, 0), "fcntl F_DUPFD_CLOEXEC"));
  File file(context);
  file.assign(descriptor.get());
  descriptor.release();
  return file;
}

}  // namespace impls::substrate::asio_backend
