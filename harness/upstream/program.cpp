// Programs that others wrote.
#include "harness/upstream/program.h"

#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "harness/errors.h"
#include "harness/interrupt.h"
#include "harness/sockets.h"

namespace harness {

std::string program_at(std::string_view name, std::string_view package) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(std::string(path == nullptr ? "" : path) + ":/usr/bin:/usr/sbin");
  for (std::string folder; std::getline(folders, folder, ':');)
    if (const std::string file = fmt::format("{}/{}", folder, name); !folder.empty() && access(file.c_str(), X_OK) == 0) return file;
  throw CannotMeasure(fmt::format("{} is missing: run scripts/setup (Debian's package {})", name, package));
}

bool becomes_true(const std::function<bool()>& condition, const Process& process) {
  constexpr int milliseconds_between = 5;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (process.running() && std::chrono::steady_clock::now() < deadline) {
    if (condition()) return true;
    if (interrupted()) throw Interrupted();
    pollfd ended{.fd = process.pidfd(), .events = POLLIN, .revents = 0};
    poll(&ended, 1, milliseconds_between);
  }
  return false;
}

std::string last_line_of(const std::filesystem::path& log) {
  std::ifstream in(log);
  std::string last = "nothing";
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) last = line;
  return last;
}

bool accepts(const std::string& address, const Process& process) {
  const auto connects = [parsed = parse_address(address)] {
    try {
      connect_to(parsed);
      return true;
    } catch (const std::system_error&) {
      return false;
    }
  };
  return becomes_true(connects, process);
}

}  // namespace harness
