// Unit tests of the kernel's memory, from made-up files.
#include "harness/cost/kernel_memory.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "harness/machine/folder_for_tests.h"

namespace harness {
namespace {

constexpr const char* meminfo = "MemTotal: 1000 kB\nSlab:      300 kB\nKernelStack:  20 kB\nPageTables:  4 kB\n";

TEST(KernelMemory, AddsSlabStacksTablesAndTheDataOfTcp) {
  MadeUpFiles made;
  made.with("/proc/meminfo", meminfo)
      .with("/proc/net/sockstat", "sockets: used 17\nTCP: inuse 1 orphan 0 tw 0 alloc 1 mem 5\nUDP: inuse 0 mem 7\n");
  const auto found = kernel_memory_bytes(made.files());
  ASSERT_TRUE(found) << found.reason();
  EXPECT_EQ(*found, 324U * 1024 + 5 * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)));
}

TEST(KernelMemory, IsAbsentWhereTheKernelDoesNotSay) {
  MadeUpFiles made;
  EXPECT_FALSE(kernel_memory_bytes(made.files()));
  made.with("/proc/meminfo", "MemTotal: 1000 kB\n").with("/proc/net/sockstat", "TCP: inuse 1 mem 5\n");
  EXPECT_NE(kernel_memory_bytes(made.files()).reason().find("Slab:"), std::string::npos);
  made.with("/proc/meminfo", meminfo).with("/proc/net/sockstat", "sockets: used 17\n");
  EXPECT_FALSE(kernel_memory_bytes(made.files()));
}

}  // namespace
}  // namespace harness
