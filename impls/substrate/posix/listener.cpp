// Accepting connections, the same for every implementation.
#include "impls/substrate/posix/listener.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

#include "impls/substrate/posix/sockets.h"

namespace impls::substrate {
namespace {

constexpr int pause_ms = 10;

Descriptor open_reserve() { return Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC)); }

bool is_exhaustion(int error) { return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM; }

// Linux passes errors that a waiting connection met already on to accept.
bool is_the_connections(int error) {
  return error == EINTR || error == ECONNABORTED || error == EPROTO || error == EPERM || error == ENETDOWN || error == ENOPROTOOPT ||
         error == EHOSTDOWN || error == ENONET || error == EHOSTUNREACH || error == EOPNOTSUPP || error == ENETUNREACH;
}

}  // namespace

Listener::Listener(int listener, Calls calls, Calls of_sockets)
    : listener_(listener), calls_(calls), of_sockets_(of_sockets), reserve_(open_reserve()) {
  socklen_t size = sizeof family_;
  check(getsockopt(listener, SOL_SOCKET, SO_DOMAIN, &family_, &size), "getsockopt SO_DOMAIN");
  const int flags = check(fcntl(listener, F_GETFL), "fcntl F_GETFL");
  const int wanted = calls == Calls::blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
  if (wanted != flags) check(fcntl(listener, F_SETFL, wanted), "fcntl F_SETFL");
}

Descriptor Listener::accept() {
  const int socket_flags = SOCK_CLOEXEC | (of_sockets_ == Calls::non_blocking ? SOCK_NONBLOCK : 0);
  bool waited = false;
  for (;;) {
    Descriptor socket(accept4(listener_, nullptr, nullptr, socket_flags));
    if (socket) {
      const int on = 1;
      if (family_ != AF_UNIX) setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // fails only if the peer is gone
      return socket;
    }
    int error = errno;
    if (is_exhaustion(error)) {
      // accept4 wants its descriptor before it looks for a connection, so it says so even when nobody waits.
      if (!somebody_waits()) return {};
      if (!std::exchange(waited, true)) continue;
      error = refuse();
      waited = false;
    }
    if (error == EAGAIN) return {};
    if (error == EINVAL && calls_ == Calls::blocking) return {};
    if (error != 0 && !is_the_connections(error)) throw std::system_error(error, std::generic_category(), "accept4");
  }
}

bool Listener::somebody_waits() const {
  pollfd listener{.fd = listener_, .events = POLLIN, .revents = 0};
  return poll(&listener, 1, calls_ == Calls::blocking ? -1 : 0) != 0;
}

// Returns 0, or the error of the accept that failed even so.
int Listener::refuse() {
  reserve_.reset();
  Descriptor refused(accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
  const int error = refused ? 0 : errno;
  refused.reset();
  reserve_ = open_reserve();
  // Another thread took what was given up, or the kernel is out of memory: trying again at once would spin.
  if (!reserve_ || is_exhaustion(error)) poll(nullptr, 0, pause_ms);
  return is_exhaustion(error) ? 0 : error;
}

}  // namespace impls::substrate
