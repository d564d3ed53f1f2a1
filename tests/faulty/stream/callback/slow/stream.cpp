// Faulty on purpose: a correct server that burns a tenth more CPU than its own work takes.
#include <time.h>

#include "../../loop.h"

namespace {

std::int64_t thread_cpu_ns() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

// Calibrates itself without end: every so often it looks at what its work took since, and spins for a tenth of that. So the
// excess follows the machine, which drifts, and reading the clock is rare.
class Burner {
 public:
  void after_events() {
    if (++batches_ % 64 != 0) return;
    const std::int64_t worked = thread_cpu_ns() - since_;
    const std::int64_t until = since_ + worked + worked / 10;
    while ((since_ = thread_cpu_ns()) < until) continue;
  }

 private:
  std::uint64_t batches_ = 0;
  std::int64_t since_ = thread_cpu_ns();
};

void serve(const workloads::StreamService& service) {
  Burner burner;
  faulty::serve(service, {.after_events = [&] { burner.after_events(); }});
}

}  // namespace

FIVEWAYS_STREAM(serve, .remark = "faulty: takes 10 % more CPU than its work needs");
