// pipeline, multithreaded, on oneTBB: a std::thread each around a concurrent_bounded_queue.
#include <oneapi/tbb/concurrent_queue.h>

#include <atomic>
#include <optional>
#include <string>

#include "impls/substrate/pipeline/threads.h"
#include "workloads/pipeline_cells.h"

namespace {

// The queue has no end of its own: the last sender sends one empty item, which each receiver leaves for the next.
template <class T>
class Queue {
 public:
  Queue(std::size_t capacity, int senders) : open_senders_(senders) { items_.set_capacity(static_cast<std::ptrdiff_t>(capacity)); }

  void send(const T& item) { items_.push(item); }
  void leave() {
    if (open_senders_.fetch_sub(1) == 1) items_.push(std::nullopt);
  }
  std::optional<T> receive() {
    std::optional<T> item;
    items_.pop(item);
    if (!item) items_.push(std::nullopt);
    return item;
  }

 private:
  tbb::concurrent_bounded_queue<std::optional<T>> items_;
  std::atomic<int> open_senders_;
};

// The queue's memory goes round through the library's allocator, which is not instrumented: every reuse looks like a race.
std::string why_not_under_thread_sanitizer() {
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
  return "oneTBB's library recycles its queue's memory unseen by ThreadSanitizer, which would report each reuse as a race";
#endif
#endif
  return "";
}

template <workloads::PipelineWorkload W>
class Pipeline : public impls::pipeline::Threads<W, Queue<typename W::Item>> {
 public:
  Pipeline(W& workload, int) : Pipeline::Threads(workload) {}
};

}  // namespace

FIVEWAYS_PIPELINE(Pipeline, .threads = impls::pipeline::a_thread_each, .unavailable = why_not_under_thread_sanitizer,
                  .remark = "the library's queue, no thread of the library; a sentinel through the channel ends the consumers");
