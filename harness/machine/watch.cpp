// Watches some CPUs during a round for what others did on them.
#include "harness/machine/watch.h"

#include <fmt/core.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace harness {
namespace {

using Seconds = std::chrono::duration<double>;

double ticks_per_second() {
  static const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  return ticks;
}

std::optional<std::chrono::microseconds> cpu_pressure(const Files& files) {
  const auto text = files.text("/proc/pressure/cpu");
  const auto total = text ? text->find("total=") : std::string::npos;  // the first line is "some"
  if (total == std::string::npos) return {};
  const auto number = leading_number(std::string_view(*text).substr(total + 6));
  return number ? std::optional(std::chrono::microseconds(*number)) : std::nullopt;
}

}  // namespace

std::optional<bool> irq_time_is_apart(const Files& files) {
  const auto release = files.text("/proc/sys/kernel/osrelease");
  const auto config = release ? files.text("/boot/config-" + *release) : std::nullopt;
  if (!config) return {};
  return line_after(*config, "CONFIG_IRQ_TIME_ACCOUNTING=") == "y" &&
         files.text("/proc/cmdline").value_or("").find("noirqtime") == std::string::npos;
}

CpuTicks ticks_of(std::string_view proc_stat, const std::vector<int>& cpus, bool with_interrupts) {
  CpuTicks sum;
  for (const int cpu : cpus) {
    const auto line = line_after(proc_stat, fmt::format("cpu{} ", cpu));
    long long user = 0, nice = 0, system = 0, irq = 0, softirq = 0, steal = 0;
    if (!line || sscanf(line->c_str(), "%lld %lld %lld %*d %*d %lld %lld %lld", &user, &nice, &system, &irq, &softirq, &steal) != 6)
      continue;
    sum.busy += user + nice + system + (with_interrupts ? irq + softirq : 0);
    sum.steal += steal;
  }
  return sum;
}

Disturbance judge(const WatchedTime& time) {
  const double elapsed = std::max(Seconds(time.elapsed).count(), 1e-9);
  const double ticks = elapsed * time.cpus * ticks_per_second();  // as many samples, at least, are behind the busy time
  const double busy = static_cast<double>(time.ticks.busy) / ticks;
  const double sampled = std::clamp(busy, 0.0, 1.0);
  const double tick = 1 / ticks;
  const double sampling = 2 * std::sqrt(sampled * (1 - sampled) / ticks);

  Disturbance found;
  found.steal_share = static_cast<double>(time.ticks.steal) / ticks;
  found.foreign_share = std::max(0.0, busy - Seconds(time.own_cpu).count() / (elapsed * time.cpus));
  if (time.psi_stalled) found.psi_share = Seconds(*time.psi_stalled).count() / elapsed;
  found.steal_limit = steal_threshold + tick;
  found.foreign_limit = foreign_threshold + tick + sampling;
  const bool stolen = found.steal_share > found.steal_limit;
  const bool used = found.foreign_share > found.foreign_limit;
  found.disturbed = stolen || used;
  if (stolen)
    found.sentence =
        fmt::format("{:.1f} % of our CPUs' time was stolen by the host (limit {:.1f} %)", 100 * found.steal_share, 100 * found.steal_limit);
  if (used)
    found.sentence += fmt::format("{}{:.1f} % of our CPUs' time went to other processes (limit {:.1f} %)", stolen ? "; " : "",
                                  100 * found.foreign_share, 100 * found.foreign_limit);
  if (!found.disturbed) found.sentence = "quiet";
  if (tick > steal_threshold || tick + sampling > foreign_threshold)
    found.sentence += fmt::format("; {:.2f} s on {} CPU{} resolve only {:.0f} % of steal and {:.0f} % of foreign use", elapsed, time.cpus,
                                  time.cpus == 1 ? "" : "s", 100 * found.steal_limit, 100 * found.foreign_limit);
  return found;
}

Watch::Watch(std::vector<int> cpus, const std::vector<pid_t>& own, Files files)
    : cpus_(std::move(cpus)), files_(std::move(files)), with_interrupts_(!irq_time_is_apart(files_).value_or(false)) {
  for (const pid_t pid : own) own_.push_back(ProcessClock::of(pid));
  start();
}

Watch::Moment Watch::now() const {
  Moment moment{.at = std::chrono::steady_clock::now(),
                .ticks = ticks_of(files_.text("/proc/stat").value_or(""), cpus_, with_interrupts_),
                .psi = cpu_pressure(files_),
                .own = {}};
  for (const auto& clock : own_) moment.own.push_back(clock ? clock->now() : std::nullopt);
  return moment;
}

void Watch::start() { begin_ = now(); }

Disturbance Watch::finish(std::chrono::nanoseconds own_elsewhere) const {
  const Moment end = now();
  WatchedTime time{.elapsed = end.at - begin_.at,
                   .cpus = static_cast<int>(cpus_.size()),
                   .ticks = {.busy = end.ticks.busy - begin_.ticks.busy, .steal = end.ticks.steal - begin_.ticks.steal},
                   .own_cpu = own_elsewhere};
  for (std::size_t i = 0; i < own_.size(); ++i)
    if (begin_.own[i] && end.own[i]) time.own_cpu += *end.own[i] - *begin_.own[i];
  if (begin_.psi && end.psi) time.psi_stalled = *end.psi - *begin_.psi;
  return judge(time);
}

}  // namespace harness
