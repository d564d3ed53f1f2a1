// How this program was built, and from which sources.
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/descriptor.h"
#include "harness/errors.h"
#include "harness/machine/facts.h"
#include "harness/machine/json_value.h"

namespace harness {
namespace {

// What a program prints on its output; nothing if it cannot be run or fails.
std::optional<std::string> output_of(std::vector<std::string> words) {
  int ends[2];
  check(pipe2(ends, O_CLOEXEC), "pipe2");
  const Descriptor read_end(ends[0]);
  Descriptor write_end(ends[1]);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, write_end.get(), STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t pid = -1;
  const int failed = posix_spawnp(&pid, arguments.front(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  write_end.reset();
  if (failed != 0) return {};
  std::string text;
  char part[4096];
  for (ssize_t size; (size = read(read_end.get(), part, sizeof part)) != 0;) {
    if (size > 0) text.append(part, static_cast<std::size_t>(size));
    if (size < 0 && errno != EINTR) break;
  }
  int status = 0;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return {};
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return {};
  return std::string(trimmed(text));
}

// The sources may belong to someone else than who measures; git refuses to look into such a folder unless told that it is meant.
std::optional<std::string> git(std::vector<std::string> words) {
  std::vector<std::string> whole{"git", "-c", "safe.directory=" FIVEWAYS_SOURCE_DIR, "-C", FIVEWAYS_SOURCE_DIR, "--no-optional-locks"};
  whole.insert(whole.end(), words.begin(), words.end());
  return output_of(std::move(whole));
}

}  // namespace

nlohmann::json build_facts() {
#ifdef NDEBUG
  constexpr bool checks_left_out = true;
#else
  constexpr bool checks_left_out = false;
#endif
#ifdef __OPTIMIZE__
  constexpr bool optimised = true;
#else
  constexpr bool optimised = false;
#endif
  const auto changes = git({"status", "--porcelain"});
  return {{"type", FIVEWAYS_BUILD_TYPE},
          {"compiler", FIVEWAYS_COMPILER},
          {"flags", FIVEWAYS_FLAGS},
          {"sanitizers", FIVEWAYS_SANITIZE_WITH},
          {"ndebug", checks_left_out},
          {"optimised", optimised},
          {"libc", std::string("glibc ") + gnu_get_libc_version()},
          {"commit", json_value(git({"rev-parse", "HEAD"}))},
          {"dirty", json_value(changes ? std::optional(!changes->empty()) : std::nullopt)}};
}

std::string short_commit(const nlohmann::json& build) { return fact<std::string>(build, "/commit").value_or("unknown").substr(0, 7); }

}  // namespace harness
