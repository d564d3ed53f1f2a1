// Reading and writing sockets, the same for every implementation.
#include "impls/substrate/posix/sockets.h"

#include <sys/socket.h>

#include <cerrno>
#include <system_error>

namespace impls::substrate {
namespace {

[[noreturn]] void fail(const char* call) { throw std::system_error(errno, std::generic_category(), call); }

}  // namespace

bool is_our_mistake(int error) { return error == EBADF || error == ENOTSOCK || error == EFAULT || error == EINVAL; }

int check(int result, const char* call) {
  if (result < 0) fail(call);
  return result;
}

Received receive(int socket, std::span<std::byte> buffer) {
  for (;;) {
    const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (size > 0) return {.bytes = buffer.first(static_cast<std::size_t>(size))};
    if (size == 0) return {.closed = true};
    if (errno == EINTR) continue;
    if (errno == EAGAIN) return {};
    if (is_our_mistake(errno)) fail("recv");
    return {.closed = true};
  }
}

Sent send(int socket, Bytes bytes) {
  if (bytes.empty()) return {};
  for (;;) {
    const ssize_t size = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size >= 0) return {.rest = bytes.subspan(static_cast<std::size_t>(size))};
    if (errno == EINTR) continue;
    if (errno == EAGAIN) return {.rest = bytes};
    if (is_our_mistake(errno)) fail("send");
    return {.closed = true};
  }
}

bool send_all(int socket, Bytes bytes) {
  while (!bytes.empty()) {
    const Sent sent = send(socket, bytes);
    if (sent.closed) return false;
    bytes = sent.rest;
  }
  return true;
}

}  // namespace impls::substrate
