// Preloaded into a server (LD_PRELOAD): adds up the time that its thread spends between system calls, which is its own code. The
// kernel's division into user and kernel time is sampled at ticks, and on a virtual machine charges the way in and out of a
// system call to the user; two readings of the time stamp counter do not. They cost some 10 ns a stretch and are part of the sum.
#include "harness/cost/preloaded/between_calls.h"

#include <dlfcn.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#include <x86intrin.h>

#include <cstdlib>

namespace {

using harness::between_calls::Account;

Account* const account = [] {
  const char* descriptor = std::getenv(harness::between_calls::descriptor_variable);
  void* const memory =
      descriptor == nullptr ? MAP_FAILED : mmap(nullptr, sizeof(Account), PROT_READ | PROT_WRITE, MAP_SHARED, std::atoi(descriptor), 0);
  return memory == MAP_FAILED ? nullptr : static_cast<Account*>(memory);
}();

thread_local std::uint64_t returned_at = 0;  // 0: no call yet

void add(std::atomic<std::uint64_t>& sum, std::uint64_t value) {
  sum.store(sum.load(std::memory_order_relaxed) + value, std::memory_order_relaxed);  // one writer
}

void enter() {
  const std::uint64_t ticks = __rdtsc() - returned_at;
  if (account == nullptr || returned_at == 0) return;
  if (ticks > harness::between_calls::interrupted_ticks) return add(account->interrupted, 1);
  add(account->ticks, ticks);
  add(account->stretches, 1);
}

template <class Function, class... Arguments>
auto timed(Function* call, Arguments... arguments) {
  enter();
  const auto result = call(arguments...);
  returned_at = __rdtsc();
  return result;
}

template <class Function>
Function* next(Function*, const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

// The calls that servers on epoll make for a request, on plain sockets and in Asio.
#define FIVEWAYS_TIMED(result, name, parameters, ...)                \
  extern "C" result name parameters {                                \
    static auto* const call = next<result parameters>(&name, #name); \
    return timed(call, __VA_ARGS__);                                 \
  }

FIVEWAYS_TIMED(ssize_t, recv, (int socket, void* buffer, size_t size, int flags), socket, buffer, size, flags)
FIVEWAYS_TIMED(ssize_t, send, (int socket, const void* buffer, size_t size, int flags), socket, buffer, size, flags)
FIVEWAYS_TIMED(ssize_t, recvmsg, (int socket, msghdr* message, int flags), socket, message, flags)
FIVEWAYS_TIMED(ssize_t, sendmsg, (int socket, const msghdr* message, int flags), socket, message, flags)
FIVEWAYS_TIMED(ssize_t, read, (int descriptor, void* buffer, size_t size), descriptor, buffer, size)
FIVEWAYS_TIMED(ssize_t, write, (int descriptor, const void* buffer, size_t size), descriptor, buffer, size)
FIVEWAYS_TIMED(int, epoll_wait, (int epoll, epoll_event* events, int count, int timeout), epoll, events, count, timeout)
FIVEWAYS_TIMED(int, epoll_ctl, (int epoll, int operation, int descriptor, epoll_event* event), epoll, operation, descriptor, event)
FIVEWAYS_TIMED(int, poll, (pollfd * descriptors, nfds_t count, int timeout), descriptors, count, timeout)
