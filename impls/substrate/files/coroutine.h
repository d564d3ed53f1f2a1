#pragma once
// files, coroutines, on any loop: a frame a slot, suspended until there is an answer.

#include <deque>

#include "impls/substrate/coroutine/operation.h"
#include "impls/substrate/coroutine/task.h"
#include "impls/substrate/files/loop.h"

namespace impls::files {

template <Loop L>
class Coroutines {
 public:
  Coroutines(workloads::FileReads& work, int workers) : reading_(work), loop_(reading_, workers) {
    for (Slot& slot : reading_.slots()) reads_.emplace_back(loop_, slot);
  }

  void run() {
    reading_.run([this] {
      auto slot = reading_.slots().begin();
      for (Read& read : reads_) read_all(*slot++, read);
      loop_.run();
    });
  }

 private:
  using Read = typename L::Read;

  static substrate::Spawned read_all(Slot& slot, Read& read) {
    for (bool more = slot.begin(); more;) {
      const ssize_t result = co_await substrate::Operation<Read, &Read::start, &Read::result>(read);
      more = !slot.answered(result) || slot.begin();
    }
  }

  Reading reading_;
  L loop_;
  std::deque<Read> reads_;
};

}  // namespace impls::files
