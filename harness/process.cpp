// A child process of the harness.
#include "harness/process.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "harness/errors.h"

namespace harness {
namespace {

constexpr int first_inherited = 3;
constexpr std::size_t most_inherited = 8;

// Runs in the child between fork and exec: only calls that are safe there.
[[noreturn]] void become(const ProcessOptions& options, char* const* arguments, char* const* environment, const cpu_set_t& cpus,
                         pid_t starter) {
  if (options.killed_with_starter) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != starter) _exit(124);
  }
  // Move all out of the way of 3, 4, … first: any may be one of these numbers already.
  std::array<int, most_inherited> high{};
  for (std::size_t i = 0; i < options.inherited.size(); ++i) high[i] = fcntl(options.inherited[i], F_DUPFD, 100);
  for (std::size_t i = 0; i < options.inherited.size(); ++i) dup2(high[i], first_inherited + static_cast<int>(i));
  syscall(SYS_close_range, static_cast<unsigned>(first_inherited) + static_cast<unsigned>(options.inherited.size()), ~0U, 0U);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  setpgid(0, 0);  // Ctrl-C at the terminal is the harness's to handle
  if (!options.cpus.empty() && sched_setaffinity(0, sizeof cpus, &cpus) != 0) _exit(125);
  if (options.descriptors != 0) {
    const rlimit limit{.rlim_cur = options.descriptors, .rlim_max = options.descriptors};
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) _exit(126);
  }
  execve(options.program.c_str(), arguments, environment);
  _exit(127);
}

std::string meaning(int status) {
  if (status == 125) return " (sched_setaffinity failed: a CPU of its set is not ours)";
  if (status == 126) return " (setrlimit RLIMIT_NOFILE failed)";
  if (status == 127) return " (the program could not be executed)";
  return "";
}

}  // namespace

std::filesystem::path beside_the_program(std::string_view name) {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / name;
}

std::string Ending::sentence() const {
  if (killed) return "did not stop in time and was killed";
  if (signal != 0) return fmt::format("was ended by signal {} ({})", signal, strsignal(signal));
  if (exit_status != 0) return fmt::format("exited with status {}{}", exit_status, meaning(exit_status));
  return stopped ? "stopped" : "exited before it was told to";
}

Process Process::start(const ProcessOptions& options) {
  if (options.inherited.size() > most_inherited) throw std::logic_error("a process inherits at most 8 descriptors");
  std::vector<std::string> words = options.arguments;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::vector<std::string> added = options.environment;
  std::vector<char*> environment;
  for (char** one = environ; *one != nullptr; ++one) environment.push_back(*one);
  for (std::string& one : added) environment.push_back(one.data());
  environment.push_back(nullptr);
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  for (const int cpu : options.cpus) CPU_SET(static_cast<std::size_t>(cpu), &cpus);

  Process process;
  const pid_t starter = getpid();
  process.pid_ = check(fork(), "fork");
  if (process.pid_ == 0) become(options, arguments.data(), environment.data(), cpus, starter);
  process.process_.reset(check(static_cast<int>(syscall(SYS_pidfd_open, process.pid_, 0)), "pidfd_open"));
  return process;
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), process_(std::move(other.process_)), ended_(other.ended_), ending_(other.ending_) {}

Process::~Process() {
  if (pid_ > 0 && !ended_) wait(std::chrono::milliseconds(0));
}

bool Process::running() const {
  pollfd wait{.fd = process_.get(), .events = POLLIN, .revents = 0};
  return !ended_ && poll(&wait, 1, 0) == 0;
}

Ending Process::wait(std::chrono::milliseconds patience) {
  if (ended_) return ending_;
  pollfd wait{.fd = process_.get(), .events = POLLIN, .revents = 0};
  int ready;
  do ready = poll(&wait, 1, static_cast<int>(patience.count()));
  while (ready < 0 && errno == EINTR);
  if (ready == 0) {
    ending_.killed = true;
    kill(pid_, SIGKILL);
  }
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0)
    if (errno != EINTR) throw_errno("waitpid");
  ended_ = true;
  if (WIFEXITED(status)) ending_.exit_status = WEXITSTATUS(status);
  if (WIFSIGNALED(status) && !ending_.killed) ending_.signal = WTERMSIG(status);
  ending_.stopped = !ending_.killed && ending_.exit_status == 0;
  return ending_;
}

}  // namespace harness
