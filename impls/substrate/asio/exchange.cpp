// What the models of `exchange` share on the `asio` backend.
#include "impls/substrate/asio/exchange.h"

#include <sys/socket.h>

#include "impls/substrate/posix/upstream.h"

namespace impls::substrate {

std::unique_ptr<AsioUpstream> AsioUpstreams::take() {
  if (!idle_.empty()) {
    auto taken = std::move(idle_.back());
    idle_.pop_back();
    return taken;
  }
  Descriptor socket = connect_upstream(path_, Calls::non_blocking);
  if (!socket) return nullptr;
  return std::unique_ptr<AsioUpstream>(new AsioUpstream{.socket = adopt(executor_, AF_UNIX, std::move(socket)), .buffer = {}});
}

boost::asio::thread_pool::executor_type AsioOffload::executor() {
  const std::lock_guard lock(mutex_);
  if (!pool_) pool_.emplace(static_cast<std::size_t>(threads_));
  return pool_->get_executor();
}

AsioOffload::~AsioOffload() {
  if (!pool_) return;
  pool_->stop();
  pool_->join();
}

}  // namespace impls::substrate
