// The upstream server of a service that is checked.
#include "harness/conformance/tested_upstream.h"

#include <fmt/core.h>

#include <charconv>
#include <filesystem>

#include "harness/conformance/client.h"
#include "harness/upstream/ask.h"
#include "workloads/redis/calls.h"

namespace harness::conformance {

TestedUpstream::TestedUpstream(const workloads::Workload& workload, const workloads::Parameters& parameters)
    : workload_(workload), parameters_(workloads::complete(workload.parameters, parameters)) {
  if (workload_.needs.empty()) return;
  address_ = fmt::format("unix:{}", (folder_.path() / "upstream").string());
  restart();
}

void TestedUpstream::kill() { running_.reset(); }

// Every new server has a socket of its own; a link stays where it is.
void TestedUpstream::restart() {
  running_ = std::make_unique<Upstreams>();
  const std::string socket = running_->around(workload_, parameters_).address.substr(std::string_view("unix:").size());
  const auto link = folder_.path() / "upstream";
  std::filesystem::remove(link);
  std::filesystem::create_symlink(socket, link);
  fill_upstream(address_, *workload_.open_exchange(parameters_));
}

int TestedUpstream::count(std::string_view what) const {
  constexpr std::string_view question = "INFO clients\r\n";
  const std::string told = ask_upstream(address_, std::as_bytes(std::span(question)), workloads::gateway::one_reply);
  const std::string name = fmt::format("\n{}:", what);
  int number = 0;
  const auto at = told.find(name);
  if (at == std::string::npos || std::from_chars(&told[at + name.size()], &told.back(), number).ec != std::errc())
    throw Broken(fmt::format("the upstream server does not tell its {}", what));
  return number;
}

}  // namespace harness::conformance
