// A PostgreSQL cluster of our own: made in a temporary folder, reached through a Unix socket there, run as an unprivileged user.
#include <fmt/core.h>
#include <glob.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <optional>

#include "harness/errors.h"
#include "harness/upstream/program.h"
#include "harness/upstream/temporary_folder.h"
#include "harness/upstream/upstream.h"

namespace harness {
namespace {

// Debian keeps the server's programs off PATH, a folder a version.
std::string server_program(const std::string& name) {
  glob_t found{};
  std::string last;
  if (glob(("/usr/lib/postgresql/*/bin/" + name).c_str(), 0, nullptr, &found) == 0) last = found.gl_pathv[found.gl_pathc - 1];
  globfree(&found);
  if (last.empty()) throw CannotMeasure(fmt::format("{} is missing: run scripts/setup (Debian's package postgresql)", name));
  return last;
}

// The server refuses to run as root; the package has made a user for it.
class Postgres final : public Upstream {
 public:
  explicit Postgres(const UpstreamOptions& options)
      : cpus_(options.cpus), data_(folder_.path() / "data"), log_(folder_.path() / "log"), address_(folder_.path()) {
    if (geteuid() == 0) {
      const passwd* const user = getpwnam("postgres");
      if (user == nullptr) throw CannotMeasure("there is no user 'postgres': run scripts/setup (Debian's package postgresql)");
      check(chown(folder_.path().c_str(), user->pw_uid, user->pw_gid), "chown");
      as_user_ = "exec setpriv --reuid=postgres --regid=postgres --clear-groups --pdeathsig INT ";
    }
    Process made =
        start(server_program("initdb") + " --no-sync --auth=trust --username=postgres --encoding=UTF8 --locale=C -D " + data_.string());
    const Ending ending = made.wait(std::chrono::seconds(60));
    if (ending.exit_status != 0) throw CannotMeasure(fmt::format("initdb {}; it said: {}", ending.sentence(), last_line_of(log_)));
    server_.emplace(start(fmt::format("{} -D {} -k {} -c listen_addresses='' -c max_connections=1100 -c fsync=off -c autovacuum=off",
                                      server_program("postgres"), data_.string(), folder_.path().string())));
    if (!is_ready())
      throw CannotMeasure(
          fmt::format("postgres {}; it said: {}", server_->running() ? "accepts no connection" : "ended", last_line_of(log_)));
  }

  // A fast shutdown: it ends the processes of its connections, and takes its shared memory with it.
  ~Postgres() override {
    if (!server_) return;
    kill(server_->pid(), SIGINT);
    server_->wait(std::chrono::seconds(10));
  }

  const std::string& address() const override { return address_; }
  bool running() const override { return server_->running(); }

  // The server's first process and one for each connection and helper.
  std::vector<pid_t> processes() const override {
    std::vector<pid_t> all{server_->pid()};
    std::ifstream children(fmt::format("/proc/{0}/task/{0}/children", server_->pid()));
    for (pid_t pid; children >> pid;) all.push_back(pid);
    return all;
  }

 private:
  // As pg_ctl does: the server writes its status into the eighth line of this file. It accepts before, only to refuse.
  bool is_ready() const {
    constexpr int status_line = 8;
    const auto says_ready = [this] {
      std::ifstream in(data_ / "postmaster.pid");
      std::string line;
      for (int number = 0; number < status_line; ++number)
        if (!std::getline(in, line)) return false;
      return line.starts_with("ready");
    };
    return becomes_true(says_ready, *server_);
  }

  Process start(const std::string& command) const {
    return Process::start({.program = "/bin/sh",
                           .arguments = {"sh", "-c", fmt::format("{}{} >>{} 2>&1", as_user_, command, log_.string())},
                           .inherited = {},
                           .cpus = cpus_,
                           .killed_with_starter = true});
  }

  std::vector<int> cpus_;
  TemporaryFolder folder_;
  std::filesystem::path data_;
  std::filesystem::path log_;
  std::string address_;
  std::string as_user_ = "exec ";
  std::optional<Process> server_;
};

}  // namespace

std::unique_ptr<Upstream> start_postgres(const UpstreamOptions& options) { return std::make_unique<Postgres>(options); }

}  // namespace harness
