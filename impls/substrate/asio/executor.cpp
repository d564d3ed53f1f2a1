// Boost.Asio's thread_pool as an executor.
#include "impls/substrate/asio/executor.h"

#include <boost/asio.hpp>
#include <semaphore>

namespace impls::asio_backend {

struct AsioExecutor::State {
  explicit State(int workers) : pool(static_cast<std::size_t>(workers)) {}

  std::binary_semaphore ended{0};  // outlives the pool's threads, one of which may still be within release()
  boost::asio::thread_pool pool;
};

AsioExecutor::AsioExecutor(int workers) : state_(std::make_unique<State>(workers)) {}
AsioExecutor::~AsioExecutor() = default;

void AsioExecutor::schedule(Task& task) {
  boost::asio::post(state_->pool, [&task] { task.run(task); });
}

void AsioExecutor::run(const std::function<void(Done&)>& start, int arrivals) {
  Done done(*state_, arrivals + 1);  // `start` is needed until it has returned
  boost::asio::post(state_->pool, [&] {
    start(done);
    done.arrive();
  });
  state_->ended.acquire();
}

void AsioExecutor::Done::arrive() noexcept {
  if (pending_.fetch_sub(1, std::memory_order_acq_rel) == 1) state_.ended.release();
}

}  // namespace impls::asio_backend
