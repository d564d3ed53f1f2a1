#pragma once
// Programs that others wrote: finding them, and waiting until they serve.

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "harness/process.h"

namespace harness {

/// The path of a program on PATH or in Debian's folders of servers. Throws CannotMeasure, naming the Debian package, if it is missing.
std::string program_at(std::string_view name, std::string_view package);

/// Asks every few milliseconds, at most 10 s; false if it does not become true, or if the process ends first. Throws Interrupted.
bool becomes_true(const std::function<bool()>& condition, const Process& process);

/// What a program said last: the last line of its log that is not empty, or "nothing".
std::string last_line_of(const std::filesystem::path& log);

/// Waits likewise until something accepts a connection at an address.
bool accepts(const std::string& address, const Process& process);

}  // namespace harness
