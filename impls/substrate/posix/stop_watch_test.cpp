// That a stop ends every blocked call, on both kinds of socket, and that a watch may be dismissed.
#include "impls/substrate/posix/stop_watch.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <string>

#include "impls/substrate/posix/listener.h"
#include "impls/substrate/posix/sockets.h"
#include "impls/substrate/posix/test_sockets.h"

namespace impls::substrate {
namespace {

class StopWatchTest : public testing::TestWithParam<sa_family_t> {
 protected:
  Descriptor stop_{eventfd(0, EFD_CLOEXEC)};
  Descriptor socket_ = listen_on(GetParam());
};

TEST_P(StopWatchTest, EndsABlockedAccept) {
  Listener listener(socket_.get(), Calls::blocking);
  const StopWatch watch(stop_.get(), socket_.get());
  const std::jthread stopper([&] { eventfd_write(stop_.get(), 1); });
  EXPECT_FALSE(listener.accept());
}

TEST_P(StopWatchTest, EndsABlockedReceive) {
  Listener listener(socket_.get(), Calls::blocking);
  const Descriptor client = connect_to(socket_);
  const Descriptor server = listener.accept();
  StopWatch watch(stop_.get(), socket_.get());
  const Connections::Entry entry(watch.connections, server.get());
  const std::jthread stopper([&] { eventfd_write(stop_.get(), 1); });
  std::array<std::byte, 16> buffer;
  EXPECT_TRUE(receive(server.get(), buffer).closed);
}

TEST_P(StopWatchTest, EndsABlockedSend) {
  Listener listener(socket_.get(), Calls::blocking);
  const Descriptor client = connect_to(socket_);
  const Descriptor server = listener.accept();
  StopWatch watch(stop_.get(), socket_.get());
  const Connections::Entry entry(watch.connections, server.get());
  const std::jthread stopper([&] { eventfd_write(stop_.get(), 1); });
  const std::string block(1 << 20, 'x');
  while (send_all(server.get(), std::as_bytes(std::span(block)))) {
  }
}

TEST_P(StopWatchTest, EndsAConnectionThatComesAfterTheStop) {
  Listener listener(socket_.get(), Calls::blocking);
  const Descriptor client = connect_to(socket_);
  const Descriptor server = listener.accept();
  Connections connections;
  connections.shut_down_all();
  const Connections::Entry entry(connections, server.get());
  std::array<std::byte, 16> buffer;
  EXPECT_TRUE(receive(server.get(), buffer).closed);
}

TEST_P(StopWatchTest, LeavesAConnectionAloneThatHasEnded) {
  Listener listener(socket_.get(), Calls::blocking);
  const Descriptor client = connect_to(socket_);
  const Descriptor server = listener.accept();
  Connections connections;
  { const Connections::Entry entry(connections, server.get()); }
  connections.shut_down_all();
  const std::string greeting = "still open";
  EXPECT_TRUE(send_all(server.get(), std::as_bytes(std::span(greeting))));
}

TEST_P(StopWatchTest, MayBeDismissedUnstopped) {
  { const StopWatch watch(stop_.get(), socket_.get()); }
  EXPECT_TRUE(connect_to(socket_));
}

INSTANTIATE_TEST_SUITE_P(Sockets, StopWatchTest, testing::Values(AF_INET, AF_UNIX),
                         [](const auto& family) { return family.param == AF_INET ? "Tcp" : "Unix"; });

}  // namespace
}  // namespace impls::substrate
