// One question to an upstream server.
#include "harness/upstream/ask.h"

#include <fmt/core.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <vector>

#include "harness/errors.h"
#include "harness/sockets.h"

namespace harness {
namespace {

// Again after EINTR: with SO_RCVTIMEO set the kernel doesn't restart a call by itself, and who asks may own an io_uring, whose
// task work interrupts calls as a signal does.
template <typename Call>
int uninterrupted(const char* name, Call call) {
  ssize_t size;
  do size = call();
  while (size < 0 && errno == EINTR);
  return check(static_cast<int>(size), name);
}

}  // namespace

std::string ask_upstream(const std::string& address, workloads::Bytes request, workloads::Framing framing) {
  const auto fail = [&](const std::string& why) { return CannotMeasure(fmt::format("the upstream server at {}: {}", address, why)); };
  std::vector<std::byte> reply;
  try {
    const Descriptor connection = connect_to(parse_address(address));
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    check(setsockopt(connection.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), "setsockopt SO_RCVTIMEO");
    while (!request.empty())
      request = request.subspan(static_cast<std::size_t>(uninterrupted(
          "send", [&] { return send(connection.get(), request.data(), std::min<std::size_t>(request.size(), 1 << 20), MSG_NOSIGNAL); })));
    for (auto framed = workloads::Framed::more; framed == workloads::Framed::more; framed = framing(reply)) {
      std::array<std::byte, 4096> buffer;
      const int size = uninterrupted("recv", [&] { return recv(connection.get(), buffer.data(), buffer.size(), 0); });
      if (size == 0) throw fail("it closed the connection");
      reply.insert(reply.end(), buffer.begin(), buffer.begin() + size);
    }
  } catch (const std::system_error& error) {
    throw fail(error.what());
  }
  return {reinterpret_cast<const char*>(reply.data()), reply.size()};
}

void fill_upstream(const std::string& address, const workloads::ExchangeWorkload& workload) {
  const auto filling = workload.filling();
  if (filling.request.empty()) return;
  if (const std::string reply = ask_upstream(address, filling.request, filling.framing); reply.starts_with('-'))
    throw CannotMeasure(fmt::format("the upstream server at {} takes nothing: {}", address, reply));
}

}  // namespace harness
