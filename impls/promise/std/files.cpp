// files, promises of the standard library: std::async for each read, so each is a thread; the oldest is waited for first.
#include <future>
#include <vector>

#include "impls/substrate/files/reading.h"
#include "workloads/files_cells.h"

namespace {

using impls::files::Slot;

class Async {
 public:
  Async(workloads::FileReads& work, int) : reading_(work), promised_(reading_.slots().size()) {}

  void run() {
    reading_.run([this] {
      for (std::size_t i = 0; i < promised_.size(); ++i) begin(i);
      for (std::size_t oldest = 0; promised_[oldest].valid(); oldest = (oldest + 1) % promised_.size()) {
        Slot& slot = reading_.slots()[oldest];
        ssize_t result = promised_[oldest].get();
        while (!slot.answered(result)) result = promise(slot).get();
        begin(oldest);
      }
    });
  }

 private:
  void begin(std::size_t i) {
    Slot& slot = reading_.slots()[i];
    if (slot.begin()) promised_[i] = promise(slot);
  }
  static std::future<ssize_t> promise(Slot& slot) {
    return std::async(std::launch::async, [&slot] { return slot.read_some(); });
  }

  impls::files::Reading reading_;
  std::vector<std::future<ssize_t>> promised_;  // without a state: nothing more to read
};

}  // namespace

FIVEWAYS_FILES(Async, .max_workers = 1, .limit_reason = "it has as many threads as reads are outstanding, whatever the workers",
               .threads = "the caller and a new thread for each read",
               .remark = "a std::future cannot be told what follows it: the caller waits for the oldest");
