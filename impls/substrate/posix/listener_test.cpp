// Accepting: what the socket is like, and what happens when descriptors run out.
#include "impls/substrate/posix/listener.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <sys/resource.h>

#include <array>
#include <vector>

#include "impls/substrate/posix/sockets.h"
#include "impls/substrate/posix/test_sockets.h"

namespace impls::substrate {
namespace {

// Leaves the process without a descriptor, for as long as it lives.
class NoDescriptors {
 public:
  NoDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit few{.rlim_cur = 64, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &few);
    while (Descriptor one{open("/dev/null", O_RDONLY | O_CLOEXEC)}) taken_.push_back(std::move(one));
  }
  ~NoDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
  std::vector<Descriptor> taken_;
};

bool has_ended(const Descriptor& client) {
  std::array<std::byte, 1> buffer;
  return receive(client.get(), buffer).closed;
}

TEST(Listener, SendsTcpWithoutDelay) {
  const Descriptor socket = listen_on(AF_INET);
  Listener listener(socket.get(), Calls::blocking);
  const Descriptor client = connect_to(socket);
  const Descriptor server = listener.accept();
  int on = 0;
  socklen_t size = sizeof on;
  getsockopt(server.get(), IPPROTO_TCP, TCP_NODELAY, &on, &size);
  EXPECT_NE(on, 0);
}

TEST(Listener, GivesNothingWhenNobodyWaits) {
  const Descriptor socket = listen_on(AF_UNIX);
  EXPECT_FALSE(Listener(socket.get(), Calls::non_blocking).accept());
}

TEST(Listener, RefusesWhoWaitsWhenDescriptorsHaveRunOutAndGoesOn) {
  const Descriptor socket = listen_on(AF_UNIX);
  Listener listener(socket.get(), Calls::non_blocking);
  const Descriptor first = connect_to(socket);
  const Descriptor second = connect_to(socket);
  {
    const NoDescriptors left;
    EXPECT_FALSE(listener.accept());
    EXPECT_TRUE(has_ended(first));
    EXPECT_TRUE(has_ended(second));
    EXPECT_FALSE(listener.accept());  // nobody waits, which the kernel does not look at before it reports EMFILE
  }
  const Descriptor third = connect_to(socket);
  EXPECT_TRUE(listener.accept());
}

TEST(Listener, ThatBlocksReturnsFromAShutdownWithoutADescriptorLeft) {
  const Descriptor socket = listen_on(AF_INET);
  Listener listener(socket.get(), Calls::blocking);
  const NoDescriptors left;
  shutdown(socket.get(), SHUT_RDWR);
  EXPECT_FALSE(listener.accept());
}

}  // namespace
}  // namespace impls::substrate
