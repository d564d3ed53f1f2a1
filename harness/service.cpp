// One launch of a service.
#include "harness/service.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/errors.h"

namespace harness {
namespace {

constexpr int inherited_listener = 3;
constexpr int inherited_stop = 4;

std::vector<std::string> arguments_of(const ServiceOptions& options) {
  std::vector<std::string> arguments{"fiveways", "serve", options.id, "--workload", options.workload,
                                     "--threads", std::to_string(options.threads),
                                     "--listener-fd", std::to_string(inherited_listener),
                                     "--stop-fd", std::to_string(inherited_stop)};
  for (const auto& [name, value] : options.parameters) arguments.insert(arguments.end(), {"--param", fmt::format("{}={}", name, value)});
  return arguments;
}

// Runs in the child between fork and exec: only calls that are safe there.
[[noreturn]] void become_server(const ServiceOptions& options, char* const* arguments, const cpu_set_t& cpus, int listener, int stop) {
  // Move both out of the way of 3 and 4 first: either may be one of these numbers already.
  const int high_listener = fcntl(listener, F_DUPFD, 100);
  const int high_stop = fcntl(stop, F_DUPFD, 100);
  dup2(high_listener, inherited_listener);
  dup2(high_stop, inherited_stop);
  syscall(SYS_close_range, 5U, ~0U, 0U);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  setpgid(0, 0);  // Ctrl-C at the terminal is the harness's to handle
  if (!options.cpus.empty() && sched_setaffinity(0, sizeof cpus, &cpus) != 0) _exit(125);
  if (options.descriptors != 0) {
    const rlimit limit{.rlim_cur = options.descriptors, .rlim_max = options.descriptors};
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) _exit(126);
  }
  execv(options.program.c_str(), arguments);
  _exit(127);
}

std::string meaning(int status) {
  if (status == 125) return " (sched_setaffinity failed: a CPU of its set is not ours)";
  if (status == 126) return " (setrlimit RLIMIT_NOFILE failed)";
  if (status == 127) return " (the program could not be executed)";
  return "";
}

}  // namespace

std::string Ending::sentence() const {
  if (killed) return "did not stop in time and was killed";
  if (signal != 0) return fmt::format("was ended by signal {} ({})", signal, strsignal(signal));
  if (exit_status != 0) return fmt::format("exited with status {}{}", exit_status, meaning(exit_status));
  return stopped ? "stopped" : "exited before it was told to";
}

Service Service::start(const ServiceOptions& options) {
  const Descriptor listener = listen_anywhere(options.transport);
  int ends[2];
  check(pipe2(ends, O_CLOEXEC), "pipe2");
  const Descriptor read_end(ends[0]);
  Service service;
  service.stop_pipe_.reset(ends[1]);
  service.address_ = bound_address(listener.get());

  std::vector<std::string> words = arguments_of(options);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  for (const int cpu : options.cpus) CPU_SET(static_cast<std::size_t>(cpu), &cpus);

  service.pid_ = check(fork(), "fork");
  if (service.pid_ == 0) become_server(options, arguments.data(), cpus, listener.get(), read_end.get());
  service.process_.reset(check(static_cast<int>(syscall(SYS_pidfd_open, service.pid_, 0)), "pidfd_open"));
  return service;
}

Service::Service(Service&& other) noexcept
    : address_(other.address_), pid_(std::exchange(other.pid_, -1)), stop_pipe_(std::move(other.stop_pipe_)),
      process_(std::move(other.process_)), ended_(other.ended_), ending_(other.ending_) {}

Service::~Service() {
  if (pid_ > 0 && !ended_) stop(std::chrono::milliseconds(0));
}

bool Service::running() const {
  pollfd wait{.fd = process_.get(), .events = POLLIN, .revents = 0};
  return !ended_ && poll(&wait, 1, 0) == 0;
}

Ending Service::stop(std::chrono::milliseconds patience) {
  if (ended_) return ending_;
  const bool ended_early = !running();
  stop_pipe_.reset();
  pollfd wait{.fd = process_.get(), .events = POLLIN, .revents = 0};
  int ready;
  do ready = poll(&wait, 1, static_cast<int>(patience.count()));
  while (ready < 0 && errno == EINTR);
  if (ready == 0) {
    ending_.killed = true;
    kill(pid_, SIGKILL);
  }
  int status = 0;
  while (wait4(pid_, &status, 0, &ending_.usage) < 0)
    if (errno != EINTR) throw_errno("wait4");
  ended_ = true;
  if (WIFEXITED(status)) ending_.exit_status = WEXITSTATUS(status);
  if (WIFSIGNALED(status) && !ending_.killed) ending_.signal = WTERMSIG(status);
  ending_.stopped = !ending_.killed && !ended_early && ending_.exit_status == 0;
  return ending_;
}

}  // namespace harness
