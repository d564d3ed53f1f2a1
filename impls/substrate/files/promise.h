#pragma once
// files, promises, on any loop: a chain a slot; every answer gives the promise of the next.

#include <deque>
#include <vector>

#include "impls/substrate/files/loop.h"
#include "impls/substrate/promise/combinators.h"
#include "impls/substrate/promise/operation.h"

namespace impls::files {

template <Loop L>
class Promises {
 public:
  Promises(workloads::FileReads& work, int workers) : reading_(work), loop_(reading_, workers) {
    for (Slot& slot : reading_.slots()) readers_.emplace_back(loop_, slot);
  }

  void run() {
    reading_.run([this] {
      std::vector<substrate::Promise<void>> chains;
      for (Reader& reader : readers_) chains.push_back(reader.slot.begin() ? read_on(reader) : substrate::fulfilled());
      substrate::all(std::move(chains)).detach();
      loop_.run();
    });
  }

 private:
  using Read = typename L::Read;
  struct Reader {
    Reader(L& loop, Slot& its_slot) : slot(its_slot), read(loop, its_slot) {}
    Slot& slot;
    Read read;
  };

  static substrate::Promise<void> read_on(Reader& reader) {
    return substrate::OperationState<Read, &Read::start, &Read::result>::start(reader.read).then([&reader](ssize_t result) {
      return !reader.slot.answered(result) || reader.slot.begin() ? read_on(reader) : substrate::fulfilled();
    });
  }

  Reading reading_;
  L loop_;
  std::deque<Reader> readers_;
};

}  // namespace impls::files
