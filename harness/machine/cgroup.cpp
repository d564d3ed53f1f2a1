// What the control group of this process limits.
#include "harness/machine/cgroup.h"

#include <stdio.h>

#include <algorithm>
#include <sstream>

namespace harness {
namespace {

// Our group's path in the hierarchy of `controller` (empty: version 2), as /proc/self/cgroup gives it: "4:cpu,cpuacct:/some/path".
std::optional<std::string> group_path(const std::string& proc_self_cgroup, std::string_view controller) {
  std::istringstream lines(proc_self_cgroup);
  for (std::string line; std::getline(lines, line);) {
    const auto first = line.find(':');
    const auto second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string names = "," + line.substr(first + 1, second - first - 1) + ",";
    const bool wanted = controller.empty() ? names == ",," : names.find("," + std::string(controller) + ",") != std::string::npos;
    if (wanted) return line.substr(second + 1);
  }
  return {};
}

template <class T>
void tighten(std::optional<T>& limit, std::optional<T> other) {
  if (other) limit = limit ? std::min(*limit, *other) : *other;
}

std::optional<double> quota_v2(const Files& files, const std::string& group) {
  const auto text = files.text(group + "/cpu.max");  // "max 100000" or "50000 100000"
  double quota = 0, period = 0;
  if (!text || sscanf(text->c_str(), "%lf %lf", &quota, &period) != 2 || period <= 0) return {};
  return quota / period;
}

std::optional<double> quota_v1(const Files& files, const std::string& group) {
  const auto quota = files.number(group + "/cpu.cfs_quota_us");  // -1: none
  const auto period = files.number(group + "/cpu.cfs_period_us");
  if (!quota || !period || *quota <= 0 || *period <= 0) return {};
  return static_cast<double>(*quota) / static_cast<double>(*period);
}

// Calls `visit` with the folder of our group and of each group above it. A container may see only a part of its path: then the
// folders that it does not see give nothing, and the mount itself is its group.
template <class Visit>
void each_group(const std::string& mount, std::string path, Visit visit) {
  for (;;) {
    visit(mount + (path == "/" ? "" : path));
    if (path.empty() || path == "/") return;
    path.resize(path.rfind('/') == std::string::npos ? 0 : path.rfind('/'));
  }
}

}  // namespace

CgroupLimits cgroup_limits(const Files& files) {
  CgroupLimits limits;
  const std::string groups = files.text("/proc/self/cgroup").value_or("");
  if (const auto path = group_path(groups, ""))
    for (const char* mount : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"})
      each_group(mount, *path, [&](const std::string& group) {
        tighten(limits.cpus, quota_v2(files, group));
        tighten(limits.pids, files.number(group + "/pids.max"));
      });
  if (const auto path = group_path(groups, "cpu"))
    for (const char* mount : {"/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct"})
      each_group(mount, *path, [&](const std::string& group) { tighten(limits.cpus, quota_v1(files, group)); });
  if (const auto path = group_path(groups, "pids"))
    each_group("/sys/fs/cgroup/pids", *path, [&](const std::string& group) { tighten(limits.pids, files.number(group + "/pids.max")); });
  return limits;
}

}  // namespace harness
