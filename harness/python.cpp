// Runs the programs that conclude.
#include "harness/python.h"

#include <fmt/core.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/errors.h"

namespace harness {

int run_python(std::string_view program, const std::vector<std::string>& arguments) {
  constexpr const char* python = "/usr/bin/python3";
  std::vector<std::string> words{python, fmt::format(FIVEWAYS_SOURCE_DIR "/reports/{}", program)};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> raw;
  for (std::string& word : words) raw.push_back(word.data());
  raw.push_back(nullptr);
  pid_t child = -1;
  if (const int error = posix_spawn(&child, python, nullptr, nullptr, raw.data(), environ); error != 0)
    throw CannotMeasure(fmt::format("cannot run {}: {}; scripts/setup installs python3 and what the report needs", python,
                                    std::generic_category().message(error)));
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw_errno("waitpid");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 4;
}

}  // namespace harness
