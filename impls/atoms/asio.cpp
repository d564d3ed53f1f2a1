// Atoms: what Boost.Asio's pieces cost: post, a timer, a channel, and a queue under a mutex beside it.
#include <atomic>
#include <boost/asio.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <mutex>
#include <queue>

#include "workloads/atoms.h"

namespace impls::atoms {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using workloads::AtomRun;
using workloads::make_atom;

struct IoContext final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i) {
      asio::post(context, [&done] { ++done; });
      context.restart();
      context.poll();
    }
    return done;
  }
  asio::io_context context{1};
};

// Its thread shares the CPU. A hundred are outstanding, so that the two switches of a round are spread over them.
struct ThreadPool final : AtomRun {
  static constexpr std::int64_t outstanding = 100;

  std::int64_t run(std::int64_t operations) override {
    const std::int64_t before = done;
    for (std::int64_t posted = 0; posted < operations;) {
      const std::int64_t end = std::min(posted + outstanding, operations);
      for (; posted < end; ++posted)
        asio::post(threads, [this, last = posted + 1 == end] {
          ++done;
          if (last) done.notify_one();
        });
      for (std::int64_t now; (now = done) < before + end;) done.wait(now);
    }
    return done - before;
  }
  std::atomic<std::int64_t> done = 0;
  asio::thread_pool threads{1};
};

struct Timer final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i) {
      timer.expires_after(std::chrono::minutes(1));
      timer.async_wait([&done](error_code error) { done += error == asio::error::operation_aborted; });
      timer.cancel();
      context.restart();
      context.poll();
    }
    return done;
  }
  asio::io_context context{1};
  asio::steady_timer timer{context};
};

struct Channel final : AtomRun {
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i) {
      channel.try_send(error_code(), std::int64_t{1});
      channel.async_receive([&done](error_code, std::int64_t value) { done += value; });
      context.restart();
      context.poll();
    }
    return done;
  }
  asio::io_context context{1};
  asio::experimental::channel<void(error_code, std::int64_t)> channel{context, 1};
};

struct MutexQueue final : AtomRun {
  void push(std::int64_t value) {
    const std::lock_guard lock(mutex);
    queue.push(value);
  }
  std::int64_t pop() {
    const std::lock_guard lock(mutex);
    const std::int64_t value = queue.front();
    queue.pop();
    return value;
  }
  std::int64_t run(std::int64_t operations) override {
    std::int64_t done = 0;
    for (std::int64_t i = 0; i < operations; ++i) {
      push(1);
      done += pop();
    }
    return done;
  }
  std::mutex mutex;
  std::queue<std::int64_t> queue;
};

[[maybe_unused]] const bool executors = workloads::add_atoms(
    "executors", {{.name = "asio_io_context", .operation = "post to an io_context and poll it until it ran", .make = make_atom<IoContext>},
                  {.name = "asio_thread_pool",
                   .operation = "post to a thread_pool of one thread, one of a hundred outstanding, on one CPU",
                   .make = make_atom<ThreadPool>},
                  {.name = "asio_timer", .operation = "a steady_timer armed, cancelled, its handler run", .make = make_atom<Timer>}});

[[maybe_unused]] const bool channels =
    workloads::add_atoms("channels", {{.name = "asio_channel",
                                       .operation = "one value through an experimental::channel, sent and received on one thread",
                                       .make = make_atom<Channel>},
                                      {.name = "mutex_queue",
                                       .operation = "one value through a std::queue under a std::mutex, pushed and popped on one thread",
                                       .make = make_atom<MutexQueue>}});

}  // namespace
}  // namespace impls::atoms
