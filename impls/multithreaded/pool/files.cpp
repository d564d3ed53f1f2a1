// files, multithreaded, on our pool: every read is a task; as many are queued as may be outstanding.
#include <deque>

#include "impls/substrate/files/reading.h"
#include "impls/substrate/pool/pool.h"
#include "workloads/files_cells.h"

namespace {

using impls::files::Slot;
using impls::pool::Pool;

class Pooled {
 public:
  Pooled(workloads::FileReads& work, int workers) : reading_(work), pool_(workers) {
    for (Slot& slot : reading_.slots()) tasks_.emplace_back(*this, slot);
  }

  void run() {
    const auto schedule_all = [this](Pool::Done& done) {
      done_ = &done;
      for (ReadTask& task : tasks_) pool_.schedule(task);
    };
    reading_.run([&] { pool_.run(schedule_all, static_cast<int>(tasks_.size())); });
  }

 private:
  struct ReadTask : Pool::Task {
    ReadTask(Pooled& its_cell, Slot& its_slot) : cell(its_cell), slot(its_slot) {
      run = [](Pool::Task& task) noexcept { static_cast<ReadTask&>(task).read_one(); };
    }
    void read_one() noexcept {
      if (!slot.begin()) return cell.done_->arrive();
      while (!slot.answered(slot.read_some())) continue;
      cell.pool_.schedule(*this);
    }
    Pooled& cell;
    Slot& slot;
  };

  impls::files::Reading reading_;
  Pool::Done* done_ = nullptr;
  Pool pool_;
  std::deque<ReadTask> tasks_;
};

}  // namespace

FIVEWAYS_FILES(Pooled, .threads = "the caller and workers - 1 of the pool",
               .remark = "at most `workers` reads are with the kernel at once; the rest of the depth is queued");
