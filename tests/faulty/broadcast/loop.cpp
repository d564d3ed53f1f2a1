// One plain poll loop, which writes what is published to one subscriber after another.
#include "loop.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <map>
#include <memory>

namespace faulty {
namespace {

struct Connection {
  std::unique_ptr<workloads::BroadcastSession> session;
  bool subscribed = false;
};

void write_all(int socket, workloads::Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t count = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0) return;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

}  // namespace

void serve_broadcast(const workloads::BroadcastService& service, const Deliver& deliver) {
  std::map<int, Connection> connections;
  std::array<std::byte, workloads::receive_buffer_bytes> buffer;
  for (std::uint64_t number = 0;;) {
    std::vector<pollfd> waits{{.fd = service.stop, .events = POLLIN, .revents = 0},
                              {.fd = service.listener, .events = POLLIN, .revents = 0}};
    for (const auto& [socket, connection] : connections) waits.push_back({.fd = socket, .events = POLLIN, .revents = 0});
    poll(waits.data(), waits.size(), -1);
    if (waits[0].revents != 0) break;
    if (waits[1].revents != 0)
      if (const int socket = accept4(service.listener, nullptr, nullptr, SOCK_CLOEXEC); socket >= 0)
        connections[socket].session = service.workload.open_session();
    for (const pollfd& wait : std::span(waits).subspan(2)) {
      if (wait.revents == 0) continue;
      Connection& connection = connections.at(wait.fd);
      const ssize_t count = recv(wait.fd, buffer.data(), buffer.size(), 0);
      workloads::Heard heard{.close = true};
      if (count > 0) heard = connection.session->on_input(std::span(buffer).first(static_cast<std::size_t>(count)));
      write_all(wait.fd, heard.reply);
      connection.subscribed = connection.subscribed || heard.subscribes;
      if (!heard.publishes.empty()) {
        const auto delivered = deliver(++number, {heard.publishes.begin(), heard.publishes.end()});
        for (const auto& [socket, one] : connections)
          if (one.subscribed) write_all(socket, delivered);
      }
      if (!heard.close) continue;
      connections.erase(wait.fd);
      ::close(wait.fd);
    }
  }
  for (const auto& [socket, connection] : connections) ::close(socket);
}

}  // namespace faulty
