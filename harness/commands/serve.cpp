// `fiveways serve`: runs one implementation of a service, for any client or, with inherited descriptors, for the harness.
#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <functional>
#include <optional>

#include "harness/commands/command.h"
#include "harness/commands/lookup.h"
#include "harness/errors.h"
#include "harness/foreign.h"
#include "harness/null_broadcast.h"
#include "harness/null_server.h"
#include "harness/plan/preflight.h"
#include "harness/process.h"
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
    if (implementation == nullptr) return serve_null(listener, stop, [&] { return instance->open_session(nullptr); });
    std::get<workloads::ServeStream>(implementation->body)({.listener = listener, .stop = stop, .workload = *instance, .threads = threads});
  };
}

Serve serve_broadcast(const ServeFlags& flags, const workloads::Workload& workload, const workloads::Implementation* implementation) {
  std::shared_ptr<workloads::BroadcastWorkload> instance = workload.open_broadcast(parse_parameters(workload, flags.parameters));
  return [=, threads = flags.threads](int listener, int stop) {
    if (implementation == nullptr) return serve_null_broadcast(listener, stop, *instance);
    std::get<workloads::ServeBroadcast>(implementation->body)(
        {.listener = listener, .stop = stop, .workload = *instance, .threads = threads});
  };
}

void refuse_what_it_cannot(const workloads::Implementation& implementation, const workloads::Parameters& parameters) {
  if (const std::string reason = implementation.refusal(parameters); !reason.empty())
    throw UsageError(fmt::format("{} cannot serve this: {}", implementation.id(), reason));
}

constexpr std::string_view scheme = "unix:";

// Where what the workload needs is, filled: the server that the flag names, or one that is started here; "" if it needs none.
std::string filled_upstream(const ServeFlags& flags, const workloads::Workload& workload, const workloads::Parameters& parameters,
                            const workloads::ExchangeWorkload& instance, Upstreams& upstreams) {
  std::string address = flags.upstream.empty() ? upstreams.around(workload, parameters).address : flags.upstream;
  if (!address.empty() && !address.starts_with(scheme)) throw UsageError(fmt::format("--upstream {}: not unix:PATH", address));
  fill_upstream(address, instance);
  return address;
}

Serve serve_exchange(const ServeFlags& flags, const workloads::Workload& workload, const workloads::Implementation* implementation) {
  const auto parameters = parse_parameters(workload, flags.parameters);
  if (implementation != nullptr) refuse_what_it_cannot(*implementation, parameters);
  std::shared_ptr<workloads::ExchangeWorkload> instance = workload.open_exchange(parameters);
  if (implementation == nullptr) return [=](int listener, int stop) { serve_null(listener, stop, [&] { return instance->open_floor(); }); };
  const auto upstreams = std::make_shared<Upstreams>();
  const std::string address = filled_upstream(flags, workload, parameters, *instance, *upstreams);
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

void announce(const workloads::Implementation& implementation, const ServeFlags& flags, int listener) {
  fmt::print("{} serves {} on {}; Ctrl-C stops it\n", implementation.id(), flags.workload, address_of(listener));
  std::fflush(stdout);
}

// An upstream server that was started here needs somebody who ends it, a socket file somebody who removes it: this process stays, and
// another becomes the interpreter.
void serve_foreign_beside(const std::string& upstream, const ServeFlags& flags, int listener, const Descriptor& stopped) {
  int ends[2];
  check(pipe2(ends, O_CLOEXEC), "pipe2");
  const Descriptor read_end(ends[0]);
  Descriptor stop_pipe(ends[1]);
  ProcessOptions options{.arguments = {"fiveways", "serve", flags.id, "--workload", flags.workload, "--threads",
                                       std::to_string(flags.threads), "--listener-fd", "3", "--stop-fd", "4"},
                         .inherited = {listener, read_end.get()}};
  for (const std::string& one : flags.parameters) options.arguments.insert(options.arguments.end(), {"--param", one});
  if (!upstream.empty()) options.arguments.insert(options.arguments.end(), {"--upstream", upstream});
  Process server = Process::start(options);
  std::array<pollfd, 2> either{pollfd{.fd = stopped.get(), .events = POLLIN, .revents = 0},
                               pollfd{.fd = server.pidfd(), .events = POLLIN, .revents = 0}};
  while (poll(either.data(), either.size(), -1) < 0 && errno == EINTR) {
  }
  const bool told = either[0].revents != 0;
  stop_pipe.reset();
  const Ending ending = server.wait(std::chrono::seconds(5));
  if (!told) throw CannotMeasure(fmt::format("the server {}", ending.sentence()));
}

// The socket file of who serves by hand, gone when it stops.
struct OwnListener {
  explicit OwnListener(const std::string& address) : socket(listen_on(address)), file(socket_file(address)) {}
  OwnListener(OwnListener&&) = delete;
  ~OwnListener() {
    if (!file.empty()) unlink(file.c_str());
  }

  Descriptor socket;
  std::string file;
};

// Ends in the interpreter: Ctrl-C and the stop pipe reach it as signals.
void serve_foreign(const ServeFlags& flags, const workloads::Workload& workload, const workloads::Implementation& implementation) {
  ForeignStart start{.listener = flags.listener,
                     .stop = flags.stop,
                     .workload = flags.workload,
                     .parameters = parse_parameters(workload, flags.parameters),
                     .threads = flags.threads,
                     .upstream = ""};
  refuse_what_it_cannot(implementation, start.parameters);
  Upstreams upstreams;
  if (workload.open_exchange != nullptr)
    start.upstream = filled_upstream(flags, workload, start.parameters, *workload.open_exchange(start.parameters), upstreams);
  const bool has_file = start.listener < 0 && !socket_file(flags.listen).empty();
  const bool beside = start.upstream != flags.upstream || has_file;
  const Descriptor stopped = beside ? stop_signals() : Descriptor();  // before anybody is told that it serves
  std::optional<OwnListener> own;
  if (start.listener < 0) {
    own.emplace(flags.listen);
    announce(implementation, flags, own->socket.get());
    start.listener = own->socket.get();
  }
  if (beside) return serve_foreign_beside(start.upstream, flags, start.listener, stopped);
  become_foreign(implementation, start);
}

void serve(const ServeFlags& flags) {
  const auto& workload = service_workload(flags.workload);
  const bool null = flags.id == "null" && flags.listener >= 0;
  const auto* implementation = null ? nullptr : &available(implementation_of(workload.shape, flags.id));
  if (implementation != nullptr) {
    require_port(*implementation, workload.name);
    check_calls({.load = "one connection",  // of which at least that must be possible: how many will come is not known
                 .servers = {implementation},
                 .workload = workload.name,
                 .parameters = parse_parameters(workload, flags.parameters),
                 .own_upstream = flags.upstream.empty()});
  }
  if (implementation != nullptr && std::holds_alternative<workloads::ForeignService>(implementation->body))
    return serve_foreign(flags, workload, *implementation);
  const Serve run = (workload.open_stream != nullptr     ? serve_stream
                     : workload.open_exchange != nullptr ? serve_exchange
                                                         : serve_broadcast)(flags, workload, implementation);
  if (flags.listener >= 0) return run(flags.listener, flags.stop);
  const Descriptor stop = stop_signals();
  const OwnListener listener(flags.listen);
  announce(*implementation, flags, listener.socket.get());
  run(listener.socket.get(), stop.get());
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
