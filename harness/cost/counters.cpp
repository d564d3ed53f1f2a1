// Counts system calls and instructions of another process through perf_event_open.
#include "harness/cost/counters.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "harness/cost/kernel_file.h"
#include "harness/errors.h"

namespace harness {
namespace {

std::vector<pid_t> threads_of(pid_t pid) {
  std::vector<pid_t> threads;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(fmt::format("/proc/{}/task", pid), error), end; !error && entry != end;
       entry.increment(error))
    threads.push_back(static_cast<pid_t>(leading_number(entry->path().filename().string()).value_or(0)));
  std::ranges::sort(threads);
  return threads;
}

std::string why_refused(int error, pid_t pid, bool tracepoint) {
  switch (error) {
    case EACCES:
    case EPERM: {
      const auto level = read_kernel_file("/proc/sys/kernel/perf_event_paranoid");
      return fmt::format("not permitted (kernel.perf_event_paranoid is {}): sudo sysctl kernel.perf_event_paranoid=-1",
                         level ? trimmed(*level) : "unreadable");
    }
    case ENOENT:
    case EOPNOTSUPP:
    case ENODEV:
      return tracepoint
                 ? "this kernel has no raw_syscalls tracepoint: use one with CONFIG_FTRACE_SYSCALLS"
                 : "this machine offers no hardware counters, as most virtual machines: measure on bare metal, or enable its virtual PMU";
    case ENOSYS:
      return "this kernel or container has no perf_event_open: allow it in the container's seccomp profile";
    case EMFILE:
      return "one descriptor a thread is needed and the limit is reached: raise `ulimit -n`";
    case ESRCH:
      return fmt::format("process {} has ended or never was", pid);
    default:
      return fmt::format("perf_event_open: {}", strerror(error));
  }
}

constexpr const char* tracing = "/sys/kernel/tracing";
constexpr const char* tracepoint = "/sys/kernel/tracing/events/raw_syscalls/sys_enter/id";

// Reads the tracepoint's number where tracefs is not mounted: a child mounts it in a namespace of its own, which ends with the
// child, so that nothing changes for the machine. Empty unless root, or where the kernel has none.
std::string number_from_private_mount() {
  int ends[2];
  check(pipe2(ends, O_CLOEXEC), "pipe2");
  const Descriptor out(ends[0]);
  Descriptor in(ends[1]);
  const pid_t child = check(fork(), "fork");
  if (child == 0) {  // only calls that are safe after a fork
    char number[32];
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        mount("tracefs", tracing, "tracefs", 0, nullptr) != 0)
      _exit(1);
    const int file = ::open(tracepoint, O_RDONLY | O_CLOEXEC);
    const ssize_t size = file < 0 ? -1 : ::read(file, number, sizeof number);
    _exit(size > 0 && ::write(in.get(), number, static_cast<std::size_t>(size)) == size ? 0 : 1);
  }
  in.reset();
  char number[32];
  const ssize_t size = ::read(out.get(), number, sizeof number);
  while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return std::string(number, static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
}

int open_event(pid_t thread, std::uint32_t type, std::uint64_t config, bool user_only) {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = type;
  attributes.config = config;
  attributes.disabled = 1;
  attributes.inherit = 1;
  attributes.exclude_kernel = user_only;
  attributes.exclude_hv = 1;
  attributes.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
  return static_cast<int>(syscall(SYS_perf_event_open, &attributes, thread, -1, -1, PERF_FLAG_FD_CLOEXEC));
}

void tell(const Reading<std::vector<Descriptor>>& counter, unsigned long request) {
  if (!counter) return;
  for (const Descriptor& one : *counter) check(ioctl(one.get(), request, 0), "ioctl on a perf event");
}

Reading<std::uint64_t> minus(const Reading<std::uint64_t>& after, const Reading<std::uint64_t>& before) {
  if (!after || !before) return Absent{after ? before.reason() : after.reason()};
  return *after - *before;
}

}  // namespace

Counting::Counting(Counter syscalls, Counter instructions, Counter user_instructions)
    : syscalls_(std::move(syscalls)), instructions_(std::move(instructions)), user_instructions_(std::move(user_instructions)) {}

Counting::Counter Counting::open_on_threads(pid_t pid, std::uint32_t type, std::uint64_t config, bool user_only) {
  // A thread that starts while we attach is either inherited or missed, and no one can tell which. So: again, until none did.
  for (int attempt = 0; attempt < 20; ++attempt) {
    const std::vector<pid_t> threads = threads_of(pid);
    if (threads.empty()) return Absent{why_refused(ESRCH, pid, false)};
    std::vector<Descriptor> opened;
    for (const pid_t thread : threads) {
      const int event = open_event(thread, type, config, user_only);
      if (event < 0 && errno == ESRCH) break;  // the thread ended in between
      if (event < 0) return Absent{why_refused(errno, pid, type == PERF_TYPE_TRACEPOINT)};
      opened.emplace_back(event);
    }
    if (opened.size() == threads.size() && threads_of(pid) == threads) return opened;
  }
  return Absent{fmt::format("process {} starts and ends threads too fast to attach counters to all of them", pid)};
}

Counting::Counter Counting::open_syscalls(pid_t pid) {
  std::string id;
  for (const char* folder : {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"})
    if (const auto text = read_kernel_file(fmt::format("{}/events/raw_syscalls/sys_enter/id", folder))) id = *text;
  if (id.empty()) id = number_from_private_mount();
  if (const auto number = leading_number(id)) return open_on_threads(pid, PERF_TYPE_TRACEPOINT, static_cast<std::uint64_t>(*number), false);
  if (geteuid() != 0) return Absent{"the tracepoint's number in /sys/kernel/tracing is for root to read: run as root"};
  return Absent{
      "the syscall tracepoint is not to be had: tracefs cannot be mounted here, or the kernel lacks it; try mount -t tracefs tracefs "
      "/sys/kernel/tracing"};
}

Counting Counting::open(pid_t pid) {
  return Counting(open_syscalls(pid), open_on_threads(pid, PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, false),
                  open_on_threads(pid, PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, true));
}

void Counting::start() {
  // A reset would leave what threads that ended have counted; so what was there before is subtracted instead.
  before_ = totals();
  for (const Counter* counter : {&syscalls_, &instructions_, &user_instructions_}) tell(*counter, PERF_EVENT_IOC_ENABLE);
}

Counts Counting::stop() {
  for (const Counter* counter : {&syscalls_, &instructions_, &user_instructions_}) tell(*counter, PERF_EVENT_IOC_DISABLE);
  const Counts after = totals();
  return {.syscalls = minus(after.syscalls, before_.syscalls),
          .instructions = minus(after.instructions, before_.instructions),
          .user_instructions = minus(after.user_instructions, before_.user_instructions)};
}

Counts Counting::totals() const {
  return {.syscalls = total(syscalls_), .instructions = total(instructions_), .user_instructions = total(user_instructions_)};
}

Reading<std::uint64_t> Counting::total(const Counter& counter) {
  if (!counter) return Absent{counter.reason()};
  std::uint64_t sum = 0;
  for (const Descriptor& one : *counter) {
    struct {
      std::uint64_t value, enabled, running;
    } event{};
    if (check(read(one.get(), &event, sizeof event), "read of a perf event") != sizeof event) return Absent{"a perf event gave no count"};
    if (event.running < event.enabled)
      return Absent{"something else uses the hardware counters (perf, a watchdog): stop it and count again"};
    sum += event.value;
  }
  return sum;
}

}  // namespace harness
