#pragma once
// Memory that the kernel holds on behalf of connections, threads and mappings: of the whole machine, read without privileges.

#include <cstdint>

#include "harness/cost/reading.h"
#include "harness/machine/files.h"

namespace harness {

/// Slab (sockets, files, inodes, epoll entries), kernel stacks, page tables (/proc/meminfo) and the pages that TCP holds for data
/// (/proc/net/sockstat). A level: only differences between two moments of a quiet machine mean something. Absent, with the reason, if the
/// kernel does not say.
Reading<std::uint64_t> kernel_memory_bytes(const Files& files = {});

}  // namespace harness
