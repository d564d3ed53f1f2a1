// Peers that send, or read, a byte now and then.
#include "harness/load/slow_peers.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>

#include "harness/errors.h"
#include "harness/interrupt.h"
#include "harness/load/clock.h"

namespace harness {
namespace {

constexpr std::uint64_t most_unread = 32 << 20;  // of a peer
constexpr int at_once = 256;                     // requests that a reader writes in one call

}  // namespace

struct SlowPeers::Peer {
  Descriptor socket;
  std::unique_ptr<workloads::StreamClient> client;
  std::vector<std::byte> unsent;
  std::size_t sent = 0;  // of unsent
  int owed = 0;          // requests without their reply
  std::uint64_t taken = 0;

  void ask(int requests = 1) {
    unsent.clear();
    sent = 0;
    for (int i = 0; i < requests; ++i) {
      const workloads::Bytes request = client->next_request();
      unsent.insert(unsent.end(), request.begin(), request.end());
    }
    owed += requests;
  }
};

SlowPeers::SlowPeers(const Address& address, const workloads::ServiceWorkload& workload, Kind kind, int count,
                     std::chrono::nanoseconds interval, std::uint64_t seed)
    : kind_(kind), interval_ns_(static_cast<std::uint64_t>(interval.count())), buffer_(64 * 1024) {
  for (int i = 0; i < count; ++i) {
    peers_.push_back({.socket = connect_to(address), .client = workload.open_client(seed + static_cast<std::uint64_t>(i)), .unsent = {}});
    peers_.back().ask();
  }
  if (kind == Kind::readers) fill();
  begun_ns_ = now_ns();
}

SlowPeers::~SlowPeers() = default;

// Until a whole round over all peers, some milliseconds after the one before, finds no room. A server that always takes more fills all.
void SlowPeers::fill() {
  for (bool any = true; any;) {
    any = false;
    if (interrupted()) throw Interrupted();
    for (Peer& peer : peers_)
      while (peer.socket && peer.taken < most_unread && send_some(peer, buffer_.size())) {
        any = true;
        if (peer.sent == peer.unsent.size()) peer.ask(at_once);
      }
    poll(nullptr, 0, 20);
  }
}

void SlowPeers::move(std::uint64_t now_ns) {
  const std::uint64_t due = (now_ns - begun_ns_) * peers_.size() / interval_ns_;
  for (; turns_ < due; ++turns_) {
    Peer& peer = peers_[turns_ % peers_.size()];
    if (!peer.socket) continue;
    if (kind_ == Kind::readers) {
      if (receive_some(peer, 1)) ++bytes_moved_;
      continue;
    }
    if (send_some(peer, 1)) ++bytes_moved_;
    if (peer.sent < peer.unsent.size()) continue;
    while (receive_some(peer, buffer_.size())) {
    }
    if (peer.socket && peer.owed == 0) peer.ask();
  }
}

bool SlowPeers::finish(std::chrono::nanoseconds patience) {
  const std::uint64_t end = now_ns() + static_cast<std::uint64_t>(patience.count());
  const auto waits = [](const Peer& peer) { return peer.socket && (peer.owed > 0 || peer.sent < peer.unsent.size()); };
  while (std::ranges::any_of(peers_, waits)) {
    if (now_ns() > end || interrupted()) return false;
    bool any = false;
    for (Peer& peer : peers_) {
      while (waits(peer) && peer.sent < peer.unsent.size() && send_some(peer, buffer_.size())) any = true;
      while (waits(peer) && receive_some(peer, buffer_.size())) any = true;
    }
    if (!any) poll(nullptr, 0, 1);
  }
  return true;
}

// False if nothing was taken.
bool SlowPeers::send_some(Peer& peer, std::size_t at_most) {
  const auto rest = std::span(peer.unsent).subspan(peer.sent);
  const ssize_t size = ::send(peer.socket.get(), rest.data(), std::min(at_most, rest.size()), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (size < 0) {
    ++faults_.closed;
    peer.socket.reset();
    return false;
  }
  peer.sent += static_cast<std::size_t>(size);
  peer.taken += static_cast<std::uint64_t>(size);
  if (kind_ == Kind::readers) bytes_unread_ += static_cast<std::uint64_t>(size);
  return size > 0;
}

// False if nothing had come.
bool SlowPeers::receive_some(Peer& peer, std::size_t at_most) {
  const ssize_t size = recv(peer.socket.get(), buffer_.data(), std::min(at_most, buffer_.size()), MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  const auto progress =
      size > 0 ? peer.client->on_reply(workloads::Bytes(buffer_).first(static_cast<std::size_t>(size))) : workloads::Progress{};
  peer.owed -= progress.completed;
  if (size > 0 && !progress.wrong) return true;
  progress.wrong ? ++faults_.wrong : ++faults_.closed;
  peer.socket.reset();
  return false;
}

}  // namespace harness
