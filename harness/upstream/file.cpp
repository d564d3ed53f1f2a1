// A file for `block_reads`, full of what the workload expects. It has no name, so nothing is left behind, whoever dies when.
#include <fcntl.h>
#include <fmt/core.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <optional>

#include "harness/descriptor.h"
#include "harness/errors.h"
#include "harness/interrupt.h"
#include "harness/run/status_line.h"
#include "harness/upstream/upstream.h"
#include "workloads/file_content.h"

namespace harness {
namespace {

namespace fs = std::filesystem;

// A file in memory has no disk to wait for, and takes O_DIRECT without doing it.
bool in_memory(const fs::path& folder) {
  struct statfs system {};
  check(statfs(folder.c_str(), &system), "statfs");
  return system.f_type == TMPFS_MAGIC || system.f_type == RAMFS_MAGIC;
}

fs::path folder_on_disk() {
  const fs::path wanted = fs::temp_directory_path();
  for (const fs::path& folder : {wanted, fs::path("/var/tmp")})
    if (fs::is_directory(folder) && !in_memory(folder)) return folder;
  throw CannotMeasure(fmt::format("files are read from a disk, and {} is in memory: set TMPDIR to a folder on a disk", wanted.string()));
}

Descriptor open_without_name(const fs::path& folder) {
  constexpr mode_t owner_only = 0600;
  Descriptor file(open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, owner_only));
  if (file) return file;
  std::string name = folder / "fiveways-XXXXXX";  // where the file system knows no O_TMPFILE
  file.reset(mkostemp(name.data(), O_CLOEXEC));
  if (!file) throw CannotMeasure(fmt::format("no file can be made in {}: {}", folder.string(), std::generic_category().message(errno)));
  unlink(name.c_str());
  return file;
}

class File final : public Upstream {
 public:
  explicit File(const UpstreamOptions& options)
      : folder_(folder_on_disk()), size_(std::uint64_t(options.parameters.at("file_mib")) << 20), file_(open_without_name(folder_)) {
    if (const int error = posix_fallocate(file_.get(), 0, static_cast<off_t>(size_)); error != 0) no_room(error);
    write_content();
  }

  const std::string& address() const override { return address_; }

 private:
  void write_content() {
    constexpr std::chrono::seconds unannounced(2);
    const auto started = std::chrono::steady_clock::now();
    std::optional<StatusLine> line;
    std::vector<std::byte> chunk(1 << 20);
    for (std::uint64_t offset = 0; offset < size_; offset += chunk.size()) {
      if (interrupted()) throw Interrupted();
      const double done = static_cast<double>(offset) / static_cast<double>(size_);
      const auto passed = std::chrono::steady_clock::now() - started;
      if (!line && passed > unannounced) line.emplace(std::chrono::duration_cast<std::chrono::nanoseconds>(passed / done));
      if (line) line->show(fmt::format("writing the file to be read, {} of {} MiB", offset >> 20, size_ >> 20), done);
      workloads::fill_content(offset, chunk);
      write_at(offset, chunk);
    }
  }

  void write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t written = pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) no_room(errno);
      offset += static_cast<std::uint64_t>(written);
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }

  [[noreturn]] void no_room(int error) const {
    throw CannotMeasure(
        fmt::format("a file of {} MiB cannot be written in {}: {}; make room there, set TMPDIR to another folder, or ask "
                    "for less with --param file_mib=…",
                    size_ >> 20, folder_.string(), std::generic_category().message(error)));
  }

  fs::path folder_;
  std::uint64_t size_;
  Descriptor file_;
  std::string address_ = fmt::format("/proc/{}/fd/{}", getpid(), file_.get());
};

}  // namespace

std::unique_ptr<Upstream> start_file(const UpstreamOptions& options) { return std::make_unique<File>(options); }

}  // namespace harness
