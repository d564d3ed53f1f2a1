// files, stackful coroutines, Boost.Fiber: a fiber a slot on the caller's thread; other threads block for it and keep the library's
// promise.
#include <boost/fiber/buffered_channel.hpp>
#include <boost/fiber/fiber.hpp>
#include <boost/fiber/future.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "impls/substrate/fiber/sanitizers.h"
#include "impls/substrate/files/reading.h"
#include "workloads/files_cells.h"

namespace {

namespace fibers = boost::fibers;
using impls::files::Slot;

class Fibers {
 public:
  Fibers(workloads::FileReads& work, int workers) : reading_(work) {
    for (int i = 0; i < workers; ++i) threads_.emplace_back([this] { read_what_comes(); });
  }
  Fibers(const Fibers&) = delete;
  ~Fibers() { orders_.close(); }

  void run() {
    reading_.run([this] {
      std::vector<fibers::fiber> all;
      for (Slot& slot : reading_.slots()) all.emplace_back([this, &slot] { read_all(slot); });
      for (fibers::fiber& one : all) one.join();
    });
  }

 private:
  struct Order {
    Slot* slot = nullptr;
    fibers::promise<ssize_t> result;
  };
  static constexpr std::size_t room = 256;  // a power of two, above any depth

  void read_all(Slot& slot) {
    while (slot.begin())
      while (!slot.answered(read_elsewhere(slot))) continue;
  }

  ssize_t read_elsewhere(Slot& slot) {
    Order order{.slot = &slot, .result = {}};
    auto result = order.result.get_future();
    orders_.push(std::move(order));
    return result.get();
  }

  void read_what_comes() {
    for (Order order; orders_.pop(order) == fibers::channel_op_status::success;) order.result.set_value(order.slot->read_some());
  }

  impls::files::Reading reading_;
  fibers::buffered_channel<Order> orders_{room};
  std::vector<std::jthread> threads_;
};

}  // namespace

FIVEWAYS_FILES(Fibers, .threads = "the caller runs all fibers; `workers` threads read",
               .unavailable = impls::substrate::why_no_stack_switching,
               .remark = "regular files are always ready, so fibers have threads block for them");
