// ping_pong, promises, on Boost.Asio: each turn goes on with the promise of a post.
#include <boost/asio.hpp>

#include "impls/substrate/ping_pong/placement.h"
#include "impls/substrate/promise/promise.h"
#include "workloads/ping_pong_cells.h"

namespace {

namespace asio = boost::asio;
using impls::substrate::fulfilled;
using impls::substrate::Promise;

template <workloads::PingPongWorkload W>
class PingPong {
 public:
  PingPong(const W& workload, int) : workload_(workload) {}

  std::uint64_t run() {
    std::uint64_t last = 0;
    play(0, workload_.first_value()).then([&last](std::uint64_t value) { last = value; }).detach();
    context_.restart();
    context_.run();
    return last;
  }

 private:
  Promise<std::uint64_t> play(std::uint64_t round, std::uint64_t value) {
    if (round == workload_.rounds()) return fulfilled(value);
    return posted(workload_.turn(0, round, value))
        .then([this, round](std::uint64_t sent) { return posted(workload_.turn(1, round, sent)); })
        .then([this, round](std::uint64_t answer) { return play(round + 1, answer); });
  }

  // The value, once the io_context has come round to it.
  Promise<std::uint64_t> posted(std::uint64_t value) {
    auto [promise, resolver] = Promise<std::uint64_t>::pending();
    asio::post(context_, [owned = std::move(resolver), value]() mutable { owned.fulfil(value); });
    return std::move(promise);
  }

  const W& workload_;
  asio::io_context context_{1};
};

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .max_workers = 1, .refuses = impls::ping_pong::one_thread_refuses,
                   .limit_reason = "one io_context, one thread", .threads = "the caller runs the io_context",
                   .remark = "a posted handler for each hand-over; the promise recycles its memory");
