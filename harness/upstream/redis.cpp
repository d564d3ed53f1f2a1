// A redis-server of our own: on a Unix socket in a temporary folder, nothing kept on disk.
#include <fmt/core.h>

#include "harness/errors.h"
#include "harness/upstream/program.h"
#include "harness/upstream/temporary_folder.h"
#include "harness/upstream/upstream.h"

namespace harness {
namespace {

class Redis final : public Upstream {
 public:
  explicit Redis(const UpstreamOptions& options)
      : socket_(folder_.path() / "redis.sock"),
        log_(folder_.path() / "log"),
        address_("unix:" + socket_.string()),
        process_(Process::start({.program = program_at("redis-server", "redis-server"),
                                 .arguments = {"redis-server", "--port", "0", "--unixsocket", socket_, "--dir", folder_.path(), "--logfile",
                                               log_, "--save", "", "--appendonly", "no", "--daemonize", "no",
                                               // Its default of 10 000 refuses a gateway of 64 connections with 100 calls each, sliced.
                                               "--maxclients", "60000",
                                               // How often it looks for calls that have waited long enough: by default every 100 ms.
                                               "--hz", "500"},
                                 .inherited = {},
                                 .cpus = options.cpus,
                                 .killed_with_starter = true})) {
    if (!accepts(address_, process_))
      throw CannotMeasure(
          fmt::format("redis-server {}; it said: {}", process_.running() ? "accepts no connection" : "ended", last_line_of(log_)));
  }

  const std::string& address() const override { return address_; }
  std::vector<pid_t> processes() const override { return {process_.pid()}; }
  bool running() const override { return process_.running(); }

 private:
  TemporaryFolder folder_;
  std::filesystem::path socket_;
  std::filesystem::path log_;
  std::string address_;
  Process process_;  // killed before its folder is removed
};

}  // namespace

std::unique_ptr<Upstream> start_redis(const UpstreamOptions& options) { return std::make_unique<Redis>(options); }

}  // namespace harness
