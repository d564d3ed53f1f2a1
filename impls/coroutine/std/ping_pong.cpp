// ping_pong, coroutines, no library: two frames of one thread that resume each other by symmetric transfer.
#include <array>
#include <coroutine>
#include <exception>

#include "impls/substrate/ping_pong/placement.h"
#include "workloads/ping_pong_cells.h"

namespace {

// Owns a suspended frame.
class Party {
 public:
  struct promise_type {
    Party get_return_object() { return Party(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    std::suspend_always final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() const noexcept { std::terminate(); }
  };

  Party(const Party&) = delete;
  ~Party() { frame_.destroy(); }
  std::coroutine_handle<> frame() const { return frame_; }

 private:
  explicit Party(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
  std::coroutine_handle<promise_type> frame_;
};

struct Table {
  std::uint64_t value;
  std::array<std::coroutine_handle<>, 2> parties;
};

struct HandOver {
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<>) const noexcept { return to; }
  void await_resume() const noexcept {}
  std::coroutine_handle<> to;
};

template <workloads::PingPongWorkload W>
class PingPong {
 public:
  PingPong(const W& workload, int) : workload_(workload) {}

  std::uint64_t run() {
    Table table{.value = workload_.first_value(), .parties = {}};
    const Party first = play(workload_, table, 0);
    const Party second = play(workload_, table, 1);
    table.parties = {first.frame(), second.frame()};
    first.frame().resume();
    return table.value;
  }

 private:
  // Party 0 gets the value back last, and ends; party 1 is left where it handed over.
  static Party play(const W& workload, Table& table, int party) {
    const auto other = static_cast<std::size_t>(1 - party);
    for (std::uint64_t round = 0; round < workload.rounds(); ++round) {
      table.value = workload.turn(party, round, table.value);
      co_await HandOver{table.parties[other]};
    }
  }

  const W& workload_;
};

}  // namespace

FIVEWAYS_PING_PONG(PingPong, .max_workers = 1, .refuses = impls::ping_pong::one_thread_refuses,
                   .limit_reason = "both frames run on one thread", .threads = "the caller",
                   .remark = "two frames a run; a hand-over is a jump, no queue in between");
