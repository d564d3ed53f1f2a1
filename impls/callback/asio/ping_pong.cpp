// ping_pong, callbacks, on Boost.Asio: two handlers that post each other.
#include <boost/asio.hpp>

#include "impls/substrate/ping_pong/placement.h"
#include "workloads/ping_pong_cells.h"

namespace {

namespace asio = boost::asio;

template <workloads::PingPongWorkload W>
class PingPong {
 public:
  PingPong(const W& workload, int) : workload_(workload) {}

  std::uint64_t run() {
    begin(0, workload_.first_value());
    context_.restart();
    context_.run();
    return last_;
  }

 private:
  void begin(std::uint64_t round, std::uint64_t value) {
    last_ = value;
    if (round == workload_.rounds()) return;
    asio::post(context_, [this, round, sent = workload_.turn(0, round, value)] { answer(round, sent); });
  }

  void answer(std::uint64_t round, std::uint64_t value) {
    asio::post(context_, [this, round, sent = workload_.turn(1, round, value)] { begin(round + 1, sent); });
  }

  const W& workload_;
  asio::io_context context_{1};
  std::uint64_t last_ = 0;
};

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .max_workers = 1, .refuses = impls::ping_pong::one_thread_refuses,
                   .limit_reason = "one io_context, one thread", .threads = "the caller runs the io_context",
                   .remark = "a posted handler for each hand-over");
