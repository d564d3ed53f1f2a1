#pragma once
// Programs that others wrote: finding them, and waiting until they serve.

#include <string>
#include <string_view>

#include "harness/process.h"

namespace harness {

/// The path of a program on PATH or in Debian's folders of servers. Throws CannotMeasure, naming the Debian package, if it is missing.
std::string program_at(std::string_view name, std::string_view package);

/// Waits, at most 10 s, until something accepts a connection at an address; false if it does not, or if the process ends first.
bool accepts(const std::string& address, const Process& process);

}  // namespace harness
