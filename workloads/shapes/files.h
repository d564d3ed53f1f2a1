#pragma once
// The shape `files`: block reads of one file, so many of them outstanding; every byte that comes counts.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/computation.h"
#include "workloads/mix.h"

namespace workloads {

/// What is read and how, the same in every run.
struct ReadPlan {
  std::string path;
  std::size_t block_bytes = 0;  ///< of each read; it starts at a multiple of so many
  std::size_t reads = 0;        ///< of one run
  std::size_t depth = 1;        ///< reads outstanding at once, for whoever can have more than one
  bool direct = false;          ///< O_DIRECT: past the page cache
};

/// What an implementation sees of a workload: it need not be a template, as two calls cost nothing beside one read.
struct FileReads {
  virtual const ReadPlan& plan() const = 0;
  /// Where in the file a read starts. By any thread.
  virtual std::uint64_t offset(std::size_t read) const noexcept = 0;
  /// What a read brought: a block, or less where the file ends before. Called once a read and run, by any thread, in any order, for
  /// the block is looked at here and now.
  virtual void arrived(std::size_t read, std::span<const std::byte> bytes) noexcept = 0;

 protected:
  ~FileReads() = default;
};

/// Reads given by rules. `begin` is called between runs only, `offset` and `result` by any thread during one. Where a run reads depends
/// on its nonce and what is read on where, so what is lost, swapped, cached or cut off changes the answer.
template <class W>
concept FilesWorkload = requires(W& workload, const W& constant, std::size_t read, std::span<const std::byte> bytes) {
  { constant.plan() } -> std::same_as<const ReadPlan&>;
  {workload.begin(std::uint64_t{})};  // starts a run with this nonce
  { constant.offset(read) }
  noexcept->std::same_as<std::uint64_t>;
  { constant.result(bytes) }
  noexcept->std::same_as<std::uint64_t>;
  { workload.expected() } -> std::same_as<std::uint64_t>;  // the digest of this run, found serially and without the file
  { constant.units() } -> std::same_as<std::uint64_t>;     // reads
};

/// The answer of a run: depends on every result and on which read it is of.
inline std::uint64_t digest_of_reads(std::span<const std::uint64_t> results) {
  std::uint64_t digest = results.size();
  for (const std::uint64_t result : results) digest = 31 * digest + mix(result);
  return digest;
}

/// Fills an implementation's cell with a workload. The cell is constructed with FileReads& and the number of workers (threads of its
/// pool, if it has one), opens the file there (std::system_error), keeps descriptor, buffers and threads between runs, and has
/// `void run()`, which returns when every read has arrived, or throws std::system_error for one that failed once none is under way.
template <class Cell, FilesWorkload W>
class FilledFiles final : public Computation, FileReads {
 public:
  FilledFiles(const Parameters& parameters, int workers, const Surroundings& surroundings)
      : workload_(parameters, surroundings), results_(workload_.plan().reads), cell_(static_cast<FileReads&>(*this), workers) {}
  std::uint64_t run(std::uint64_t nonce) override {
    workload_.begin(nonce);
    cell_.run();
    return digest_of_reads(results_);
  }
  std::uint64_t expected(std::uint64_t nonce) override {
    workload_.begin(nonce);
    return workload_.expected();
  }
  std::uint64_t units() const override { return workload_.units(); }

 private:
  const ReadPlan& plan() const override { return workload_.plan(); }
  std::uint64_t offset(std::size_t read) const noexcept override { return workload_.offset(read); }
  void arrived(std::size_t read, std::span<const std::byte> bytes) noexcept override { results_[read] = workload_.result(bytes); }

  W workload_;
  std::vector<std::uint64_t> results_;
  Cell cell_;
};

struct FilesShape {
  static constexpr std::string_view name = "files";
  template <class Cell, class W>
  using Filled = FilledFiles<Cell, W>;
};

}  // namespace workloads
