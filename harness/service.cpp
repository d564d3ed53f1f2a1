// One launch of a service.
#include "harness/service.h"

#include <fcntl.h>
#include <fmt/core.h>

#include "harness/errors.h"

namespace harness {

Service Service::start(const ServiceOptions& options) {
  const Descriptor listener = listen_anywhere(options.transport);
  int ends[2];
  check(pipe2(ends, O_CLOEXEC), "pipe2");
  const Descriptor read_end(ends[0]);
  Descriptor stop_pipe(ends[1]);
  ProcessOptions process{.program = options.program,
                         .arguments = {"fiveways", "serve", options.id, "--workload", options.workload, "--threads",
                                       std::to_string(options.threads), "--listener-fd", "3", "--stop-fd", "4"},
                         .inherited = {listener.get(), read_end.get()},
                         .cpus = options.cpus,
                         .descriptors = options.descriptors,
                         .environment = options.environment};
  if (options.inherited >= 0) process.inherited.push_back(options.inherited);
  if (!options.upstream.empty()) process.arguments.insert(process.arguments.end(), {"--upstream", options.upstream});
  for (const auto& [name, value] : options.parameters)
    process.arguments.insert(process.arguments.end(), {"--param", fmt::format("{}={}", name, value)});
  return {bound_address(listener.get()), std::move(stop_pipe), Process::start(process)};
}

Ending Service::stop(std::chrono::milliseconds patience) {
  if (stop_pipe_) ended_early_ = !running();
  stop_pipe_.reset();
  Ending ending = process_.wait(patience);
  ending.stopped = ending.stopped && !ended_early_;
  return ending;
}

}  // namespace harness
