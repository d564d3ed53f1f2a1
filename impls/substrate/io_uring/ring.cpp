// The ring of the `io_uring` backend.
#include "impls/substrate/io_uring/ring.h"

#include <poll.h>
#include <sys/epoll.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "impls/substrate/io_uring/bare_ring.h"
#include "impls/substrate/io_uring/pause.h"

namespace impls::substrate::uring {
namespace {

constexpr unsigned entries = 256;       // of one turn; more are handed to the kernel at once
constexpr unsigned completions = 4096;  // more are kept by the kernel, at a price

// What a completion may be for, besides a stream; a stream's are its address, and the one after it for its send; an operation's, two after.
enum : std::uint64_t { nobody, stop_mark, arrival_mark, marks };

bool is_send(std::uint64_t mark) { return mark >= marks && (mark & 1) != 0; }
bool is_operation(std::uint64_t mark) { return mark >= marks && (mark & 2) != 0; }
Stream* stream_of(std::uint64_t mark) { return reinterpret_cast<Stream*>(mark & ~std::uint64_t{1}); }
Operation* operation_of(std::uint64_t mark) { return reinterpret_cast<Operation*>(mark & ~std::uint64_t{2}); }

// Completions are made when the loop asks for them, on its thread, where the kernel can do that (Linux 6.1).
int open_ring(io_uring& ring) {
  int error = 0;
  for (const unsigned flags :
       {IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_COOP_TASKRUN, IORING_SETUP_COOP_TASKRUN}) {
    io_uring_params parameters{};
    parameters.flags = flags | IORING_SETUP_CQSIZE;
    parameters.cq_entries = completions;
    error = io_uring_queue_init_params(entries, &ring, &parameters);
    if (error != -EINVAL) break;
  }
  return error;
}

std::string ask_kernel() {
  io_uring ring;
  const int error = open_ring(ring);
  if (error == -ENOSYS) return "this kernel has no io_uring";
  if (error == -EPERM || error == -EACCES)
    return "io_uring is forbidden here, by kernel.io_uring_disabled or by what confines this process (seccomp)";
  if (error < 0) return "io_uring_queue_init: " + std::generic_category().message(-error);
  const std::unique_ptr<io_uring_probe, decltype(&io_uring_free_probe)> probe(io_uring_get_probe_ring(&ring), &io_uring_free_probe);
  // What came with multishot receives: the kernel cannot be asked about those.
  const bool recent = probe != nullptr && io_uring_opcode_supported(probe.get(), IORING_OP_SEND_ZC) != 0;
  io_uring_queue_exit(&ring);
  return recent ? "" : "this kernel's io_uring has no multishot receive: Linux 6.0 has it";
}

}  // namespace

std::string unavailable() {
  static const std::string answer = ask_kernel();
  return answer;
}

Ring::Kernel::Kernel() {
  const std::scoped_lock lock(opening_or_closing);
  check_ring(open_ring(*this), "io_uring_queue_init");
}

Ring::Kernel::~Kernel() {
  const std::scoped_lock lock(opening_or_closing);
  io_uring_queue_exit(this);
}

Ring::Ring(int stop, int listener, Completion& acceptor) : listener_(listener), acceptor_(&acceptor) {
  poll(stop, POLLIN, stop_mark);
  poll(listener, POLLIN | EPOLLEXCLUSIVE, arrival_mark);
}

void Ring::turn() {
  go_on_with_ready();
  std::swap(handed_over_, handed_);
  const int result = io_uring_submit_and_wait(&kernel_, std::exchange(hurry_, false) ? 0 : 1);
  if (result != -EINTR) check_ring(result, "io_uring_submit_and_wait");
  const unsigned count = sends_that_failed();
  for (Stream* one : handed_over_) one->on_handed_over();
  handed_over_.clear();
  dispatch(count);
  buffers_.grow(std::exchange(found_no_buffer_, 0));
  if (!starved_.empty()) feed_starved();
}

// The kernel tries a send before it looks for input, so these come first; what is handed over and not among them is sent.
unsigned Ring::sends_that_failed() {
  unsigned head = 0;
  unsigned count = 0;
  const io_uring_cqe* completed = nullptr;
  io_uring_for_each_cqe(&kernel_, head, completed) {
    ++count;
    if (is_send(completed->user_data)) stream_of(completed->user_data)->on_send_ended(completed->res);
  }
  return count;
}

void Ring::dispatch(unsigned count) {
  unsigned head = 0;
  unsigned seen = 0;
  const io_uring_cqe* completed = nullptr;
  io_uring_for_each_cqe(&kernel_, head, completed) {
    if (seen == count) break;
    ++seen;
    const std::uint64_t mark = completed->user_data;
    if (mark < marks)
      arrived_or_stopped(mark);
    else if (is_operation(mark))
      operation_of(mark)->on_result(completed->res);
    else if (!is_send(mark))
      stream_of(mark)->on_received(completed->res, completed->flags);
  }
  io_uring_cq_advance(&kernel_, count);
}

void Ring::arrived_or_stopped(std::uint64_t mark) {
  if (mark == stop_mark) stop();
  if (mark != arrival_mark || stopped_) return;
  acceptor_->on_complete();
  poll(listener_, POLLIN | EPOLLEXCLUSIVE, arrival_mark);
}

void Ring::go_on_with_ready() {
  while (!ready_.empty()) {
    const std::vector<Stream*> now = std::exchange(ready_, {});
    for (Stream* one : now) {
      one->ready_ = false;
      one->go_on();
    }
  }
}

void Ring::feed_starved() {
  if (!buffers_.any()) return;
  for (Stream* one : std::exchange(starved_, {})) one->start_receiving();
}

void Ring::stop() {
  stopped_ = true;
  cancel(arrival_mark);
  for (Stream* one = first_; one != nullptr; one = one->next_) one->shut_down();
  while (first_pause_ != nullptr) first_pause_->cut_short();
}

io_uring_sqe* Ring::next_entry() {
  for (;;) {
    if (io_uring_sqe* const entry = io_uring_get_sqe(&kernel_)) return entry;
    check_ring(io_uring_submit(&kernel_), "io_uring_submit");
  }
}

void Ring::poll(int descriptor, unsigned events, std::uint64_t mark) {
  io_uring_sqe* const entry = next_entry();
  io_uring_prep_poll_add(entry, descriptor, events);
  entry->user_data = mark;
}

void Ring::watch(int descriptor, Operation& operation) { poll(descriptor, POLLIN, operation.mark()); }

void Ring::cancel(std::uint64_t mark) {
  io_uring_sqe* const entry = next_entry();
  io_uring_prep_cancel64(entry, mark, 0);
  entry->user_data = nobody;
}

}  // namespace impls::substrate::uring
