// membarrier(2): the heavy side of the asymmetric barrier.
#include "impls/substrate/stealing/barrier.h"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <mutex>
#include <system_error>

namespace impls::stealing {

constinit bool membarrier_works = false;

void prepare_barriers() {
  static std::once_flag once;
  std::call_once(once, [] { membarrier_works = syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0; });
}

void heavy_barrier() {
  if (!membarrier_works)
    std::atomic_thread_fence(std::memory_order_seq_cst);
  else if (syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) != 0)
    throw std::system_error(errno, std::system_category(), "membarrier");
}

}  // namespace impls::stealing
