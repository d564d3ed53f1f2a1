// A redis-server of our own: on a Unix socket in a temporary folder, nothing kept on disk.
#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>

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
        process_(Process::start(
            {.program = program_at("redis-server", "redis-server"),
             .arguments = {"redis-server", "--port", "0", "--unixsocket", socket_, "--dir", folder_.path(), "--logfile", log_, "--save", "",
                           "--appendonly", "no", "--daemonize", "no", "--maxclients", std::to_string(most_redis_clients),
                           // As many connections as the kernel lets wait: by default 511, and a Unix socket refuses the next.
                           "--tcp-backlog", "65535",
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

std::uint64_t most_redis_connections() {
  rlimit descriptors{};
  check(getrlimit(RLIMIT_NOFILE, &descriptors), "getrlimit");
  return std::min<std::uint64_t>(most_redis_clients, descriptors.rlim_max - std::min<rlim_t>(descriptors.rlim_max, redis_descriptors));
}

std::unique_ptr<Upstream> start_redis(const UpstreamOptions& options) { return std::make_unique<Redis>(options); }

}  // namespace harness
