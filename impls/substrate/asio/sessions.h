#pragma once
// Sessions of libraries that own their socket, on the `asio` backend: Asio only waits on the descriptor.

#include <boost/asio.hpp>
#include <cstddef>

#include "impls/substrate/session/cell.h"

namespace impls::substrate::asio_backend {

using Watch = boost::asio::posix::stream_descriptor;

/// See SessionsOnLoop. Running the context ends when no session waits any more.
struct SessionLoop {
  boost::asio::io_context context{1};
  void run_while(const std::size_t& /*going*/) {
    context.restart();
    context.run();
  }
  Watch watch(const SessionPart& part) { return {context, part.watched().release()}; }
};

/// What synchronous waits need of a context, which nobody runs. Different watches may wait on different threads.
class BlockingWatches {
 public:
  Watch watch(const workloads::ReadinessSession& session) { return {context_, watched(session).release()}; }

 private:
  boost::asio::io_context context_;
};

inline constexpr auto blocking_sessions_remark =
    "the library's asynchronous interface, waited for by Asio's synchronous wait (a poll); posix uses the library's blocking one";

/// What Asio calls it.
inline Watch::wait_type wait_for(workloads::Interest interest) {
  return interest == workloads::Interest::readable ? Watch::wait_read : Watch::wait_write;
}

}  // namespace impls::substrate::asio_backend
