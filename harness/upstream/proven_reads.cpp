// Reads that are proved to come out of the page cache, or past it.
#include "harness/upstream/proven_reads.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include "harness/errors.h"

namespace harness {

ProvenReads::ProvenReads(std::unique_ptr<workloads::Computation> inner, const std::string& path, const workloads::Parameters& parameters)
    : inner_(std::move(inner)), file_(open(path.c_str(), O_RDONLY | O_CLOEXEC)), direct_(parameters.at("direct") != 0) {
  if (!file_) throw CannotMeasure(fmt::format("the file to be read, {}: {}", path, std::generic_category().message(errno)));
  if (direct_ && !Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECT)))
    throw CannotMeasure(
        fmt::format("the file to be read cannot be opened with O_DIRECT ({}): set TMPDIR to a folder on a disk that takes it",
                    std::generic_category().message(errno)));
  check(fsync(file_.get()), "fsync");  // writing it back would disturb, and keeps it in the page cache
  if (!direct_) held_.emplace(file_.get());
}

void ProvenReads::prepare() {
  const Residence now = residence(file_.get());
  if (!direct_ && now.resident < now.pages) load_into_page_cache(file_.get());
  if (direct_ && now.resident > 0) drop_from_page_cache(file_.get());
}

std::string ProvenReads::why_void() {
  const Residence now = residence(file_.get());
  if (!direct_ && now.resident < now.pages)
    return fmt::format(
        "was to read out of the page cache, and {} of {} pages had left it: free memory, or ask for less with --param file_mib",
        now.pages - now.resident, now.pages);
  if (direct_ && now.resident > 0)
    return fmt::format("was to read past the page cache, and {} of {} pages were in it: somebody reads the file without O_DIRECT",
                       now.resident, now.pages);
  return "";
}

}  // namespace harness
