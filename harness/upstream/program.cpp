// Programs that others wrote.
#include "harness/upstream/program.h"

#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
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

bool accepts(const std::string& address, const Process& process) {
  constexpr int milliseconds_between = 5;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (process.running() && std::chrono::steady_clock::now() < deadline) {
    try {
      connect_to(parse_address(address));
      return true;
    } catch (const std::system_error&) {
      if (interrupted()) throw Interrupted();
    }
    pollfd ended{.fd = process.pidfd(), .events = POLLIN, .revents = 0};
    poll(&ended, 1, milliseconds_between);
  }
  return false;
}

}  // namespace harness
