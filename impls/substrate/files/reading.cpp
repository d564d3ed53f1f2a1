// The open file and its reads, for every cell of `files`.
#include "impls/substrate/files/reading.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace impls::files {
namespace {

// What O_DIRECT asks of offset, size and buffer, on every disk.
constexpr std::size_t direct_alignment = 4096;

substrate::Descriptor open_file(const workloads::ReadPlan& plan) {
  const int file = open(plan.path.c_str(), O_RDONLY | O_CLOEXEC | (plan.direct ? O_DIRECT : 0));
  if (file < 0) throw std::system_error(errno, std::generic_category(), "open " + plan.path + (plan.direct ? " with O_DIRECT" : ""));
  return substrate::Descriptor(file);
}

}  // namespace

bool Slot::begin() noexcept {
  if (reading_.failure_.load(std::memory_order_relaxed) != 0) return false;
  read_ = reading_.next_.fetch_add(1, std::memory_order_relaxed);
  if (read_ >= reading_.reads_) return false;
  offset_ = reading_.work_.offset(read_);
  filled_ = 0;
  return true;
}

ssize_t Slot::read_some() noexcept {
  const std::span<std::byte> wanted = rest();
  const ssize_t got = pread(reading_.file(), wanted.data(), wanted.size(), static_cast<off_t>(position()));
  return got < 0 ? -errno : got;
}

bool Slot::answered(ssize_t result) noexcept {
  if (result == -EINTR || result == -EAGAIN) return false;
  if (result < 0) {
    int none = 0;
    reading_.failure_.compare_exchange_strong(none, static_cast<int>(-result));
    return true;
  }
  filled_ += static_cast<std::size_t>(result);
  // With O_DIRECT, what is no multiple of a sector is the file's end, and nothing can be read from there.
  const bool end = result == 0 || (reading_.direct_ && filled_ % direct_alignment != 0);
  if (filled_ < buffer_.size() && !end) return false;
  reading_.work_.arrived(read_, buffer_.first(filled_));
  return true;
}

Reading::Reading(workloads::FileReads& work, std::size_t most_outstanding)
    : work_(work), reads_(work.plan().reads), direct_(work.plan().direct), file_(open_file(work.plan())), buffers_(nullptr, {0}) {
  const workloads::ReadPlan& plan = work.plan();
  const std::size_t slots = std::min({plan.depth, plan.reads, most_outstanding});
  buffers_ = map(slots * plan.block_bytes);
  for (std::size_t i = 0; i < slots; ++i) slots_.emplace_back(*this, buffers().subspan(i * plan.block_bytes, plan.block_bytes));
}

void Reading::Unmap::operator()(std::byte* memory) const { munmap(memory, size); }

std::unique_ptr<std::byte[], Reading::Unmap> Reading::map(std::size_t size) {
  void* const memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  return {static_cast<std::byte*>(memory), Unmap{size}};
}

void Reading::throw_failure() const { throw std::system_error(failure_, std::generic_category(), "read " + work_.plan().path); }

}  // namespace impls::files
