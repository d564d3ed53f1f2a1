// `fiveways serve`: runs one implementation of a service, for any client or, with inherited descriptors, for the harness.
#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>

#include "harness/commands/command.h"
#include "harness/commands/lookup.h"
#include "harness/errors.h"
#include "harness/null_server.h"
#include "harness/sockets.h"
#include "harness/upstream/ask.h"
#include "harness/upstream/upstream.h"
#include "workloads/registry.h"

namespace harness {
namespace {

struct ServeFlags {
  std::string id;
  std::string workload = "echo";
  std::vector<std::string> parameters;
  std::string listen = "127.0.0.1:0";
  int listener = -1;
  int stop = -1;
  int threads = 1;
  std::string upstream;
};

// A descriptor that becomes readable on SIGINT or SIGTERM; every thread started later inherits the mask.
Descriptor stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  check(sigprocmask(SIG_BLOCK, &set, nullptr), "sigprocmask");
  return Descriptor(check(signalfd(-1, &set, SFD_CLOEXEC), "signalfd"));
}

// At most a tick old, and no system call.
std::int64_t wall_clock() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return now.tv_sec;
}

// Whatever the shape: how it is served with these descriptors.
using Serve = std::function<void(int listener, int stop)>;

Serve serve_stream(const ServeFlags& flags, const workloads::Workload& workload, const workloads::Implementation* implementation) {
  std::shared_ptr<workloads::StreamWorkload> instance = workload.open_stream(parse_parameters(workload, flags.parameters));
  instance->tell_time_by(wall_clock);
  return [=, threads = flags.threads](int listener, int stop) {
    if (implementation == nullptr) return serve_null(listener, stop, [&] { return instance->open_session(); });
    std::get<workloads::ServeStream>(implementation->body)({.listener = listener, .stop = stop, .workload = *instance, .threads = threads});
  };
}

Serve serve_exchange(const ServeFlags& flags, const workloads::Workload& workload, const workloads::Implementation* implementation) {
  const auto parameters = parse_parameters(workload, flags.parameters);
  if (implementation != nullptr)
    if (const std::string reason = implementation->refusal(parameters); !reason.empty())
      throw UsageError(fmt::format("{} cannot serve this: {}", implementation->id(), reason));
  std::shared_ptr<workloads::ExchangeWorkload> instance = workload.open_exchange(parameters);
  if (implementation == nullptr) return [=](int listener, int stop) { serve_null(listener, stop, [&] { return instance->open_floor(); }); };
  const auto upstreams = std::make_shared<Upstreams>();
  const std::string address = flags.upstream.empty() ? upstreams->around(workload, parameters).address : flags.upstream;
  constexpr std::string_view scheme = "unix:";
  if (!address.empty() && !address.starts_with(scheme)) throw UsageError(fmt::format("--upstream {}: not unix:PATH", address));
  fill_upstream(address, *instance);
  return [=, threads = flags.threads](int listener, int stop) {
    std::get<workloads::ServeExchange>(implementation->body)(
        {.listener = listener,
         .stop = stop,
         .workload = *instance,
         .threads = threads,
         .upstream = std::string_view(address).substr(std::min(address.size(), scheme.size()))});
    static_cast<void>(upstreams);  // one that was started here lasts as long as it is needed
  };
}

void serve(const ServeFlags& flags) {
  const auto& workload = service_workload(flags.workload);
  const bool null = flags.id == "null" && flags.listener >= 0;
  const auto* implementation = null ? nullptr : &available(implementation_of(workload.shape, flags.id));
  const Serve run = (workload.open_stream != nullptr ? serve_stream : serve_exchange)(flags, workload, implementation);
  if (flags.listener >= 0) return run(flags.listener, flags.stop);
  const Descriptor stop = stop_signals();
  const Descriptor listener = listen_on(flags.listen);
  fmt::print("{} serves {} on {}; Ctrl-C stops it\n", implementation->id(), workload.name, address_of(listener.get()));
  std::fflush(stdout);
  run(listener.get(), stop.get());
}

}  // namespace

void add_serve(CLI::App& app, int&) {
  auto* command = app.add_subcommand("serve", "run one implementation of a service, for any client");
  auto flags = std::make_shared<ServeFlags>();
  command->add_option("id", flags->id, "model/backend, as `fiveways list` prints it")->required();
  command->add_option("--workload", flags->workload, "what it serves")->capture_default_str();
  command->add_option("--param", flags->parameters, "a parameter of the workload, NAME=VALUE; repeatable");
  command->add_option("--listen", flags->listen, "ADDRESS:PORT, port 0 for a free one, or unix:PATH")->capture_default_str();
  command->add_option("--threads", flags->threads, "loops or workers")->capture_default_str()->check(CLI::Range(1, 1024));
  command->add_option("--upstream", flags->upstream, "unix:PATH of the server that the workload calls; one of its own if not given");
  command->add_option("--listener-fd", flags->listener, "serve on this inherited socket")->group("");
  command->add_option("--stop-fd", flags->stop, "stop when this inherited descriptor hangs up")->group("");
  command->footer(
      "Examples:\n"
      "  fiveways serve callback/epoll --workload http --listen 127.0.0.1:8080\n"
      "  fiveways serve coroutine/asio --workload echo --listen unix:/tmp/echo.sock");
  command->callback([flags] { serve(*flags); });
}

}  // namespace harness
