#pragma once
// What every cell of `files` shares: the open file, a buffer for each outstanding read, which reads are left, and what failed.

#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>

#include "impls/substrate/posix/descriptor.h"
#include "workloads/shapes/files.h"

namespace impls::files {

class Reading;

/// One of the reads that may be outstanding, with a buffer of its own. Whoever reads with it is alone with it.
class alignas(64) Slot {
 public:
  Slot(Reading& reading, std::span<std::byte> buffer) : reading_(reading), buffer_(buffer) {}

  /// Takes the next read of the run. False: none is left, or one has failed.
  bool begin() noexcept;

  /// What is still to be read of it, and where that lies in the file.
  std::span<std::byte> rest() const noexcept { return buffer_.subspan(filled_); }
  std::uint64_t position() const noexcept { return offset_ + filled_; }

  /// One pread of that; gives what `answered` takes.
  ssize_t read_some() noexcept;

  /// Told what the kernel gave: how many bytes, or the error as a negative number. True: the read is done with, as it has arrived or
  /// failed. False: there is a rest to read, because the kernel gave less or was interrupted.
  bool answered(ssize_t result) noexcept;

  /// Reads all that is left of the run, one read after the other.
  void read_all() noexcept {
    while (begin())
      while (!answered(read_some())) continue;
  }

 private:
  Reading& reading_;
  std::span<std::byte> buffer_;
  std::size_t read_ = 0;
  std::size_t filled_ = 0;
  std::uint64_t offset_ = 0;
};

/// The file is opened when a cell is made, and its buffers have their memory then.
class Reading {
 public:
  /// As many slots as the workload asks for and has reads, or fewer if the cell cannot have so many outstanding.
  /// Throws std::system_error, naming the file.
  explicit Reading(workloads::FileReads& work, std::size_t most_outstanding = SIZE_MAX);
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  int file() const { return file_.get(); }
  std::deque<Slot>& slots() { return slots_; }
  /// Of all slots, one after the other.
  std::span<std::byte> buffers() const { return {buffers_.get(), buffers_.get_deleter().size}; }

  /// One run: `read_everything` returns when no slot has anything left to begin. Then throws std::system_error if a read failed.
  template <class ReadEverything>
  void run(ReadEverything&& read_everything) {
    next_ = 0;
    failure_ = 0;
    read_everything();
    if (failure_ != 0) throw_failure();
  }

 private:
  friend class Slot;
  struct Unmap {
    std::size_t size;
    void operator()(std::byte* memory) const;
  };

  static std::unique_ptr<std::byte[], Unmap> map(std::size_t size);
  [[noreturn]] void throw_failure() const;

  workloads::FileReads& work_;
  const std::size_t reads_;
  const bool direct_;
  substrate::Descriptor file_;
  std::unique_ptr<std::byte[], Unmap> buffers_;
  std::deque<Slot> slots_;
  std::atomic<std::size_t> next_ = 0;  // read to begin
  std::atomic<int> failure_ = 0;       // errno of the first read that failed
};

}  // namespace impls::files
