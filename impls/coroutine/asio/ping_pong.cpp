// ping_pong, coroutines, on Boost.Asio: two awaitables around two of the library's own channels.
#include <boost/asio.hpp>
#include <boost/asio/experimental/channel.hpp>

#include "impls/substrate/ping_pong/placement.h"
#include "workloads/ping_pong_cells.h"

namespace {

namespace asio = boost::asio;
using Channel = asio::experimental::channel<void(boost::system::error_code, std::uint64_t)>;

template <workloads::PingPongWorkload W>
class PingPong {
 public:
  PingPong(const W& workload, int) : workload_(workload) {}

  std::uint64_t run() {
    Channel there(context_, 1);
    Channel back(context_, 1);
    std::uint64_t value = workload_.first_value();
    asio::co_spawn(context_, begin(workload_, there, back, value), asio::detached);
    asio::co_spawn(context_, answer(workload_, there, back), asio::detached);
    context_.restart();
    context_.run();
    return value;
  }

 private:
  static asio::awaitable<void> begin(const W& workload, Channel& there, Channel& back, std::uint64_t& value) {
    for (std::uint64_t round = 0; round < workload.rounds(); ++round) {
      there.try_send(boost::system::error_code(), workload.turn(0, round, value));
      value = co_await back.async_receive(asio::use_awaitable);
    }
  }

  static asio::awaitable<void> answer(const W& workload, Channel& there, Channel& back) {
    for (std::uint64_t round = 0; round < workload.rounds(); ++round) {
      const std::uint64_t value = co_await there.async_receive(asio::use_awaitable);
      back.try_send(boost::system::error_code(), workload.turn(1, round, value));
    }
  }

  const W& workload_;
  asio::io_context context_{1};
};

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .max_workers = 1, .refuses = impls::ping_pong::one_thread_refuses,
                   .limit_reason = "one io_context, one thread", .threads = "the caller runs the io_context",
                   .remark = "channel of Asio's experimental part; sending needs no wait");
