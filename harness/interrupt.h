#pragma once
// Ctrl-C and SIGTERM, noticed between events: what was measured is kept, children are stopped, the command says how to go on.

#include <stdexcept>

namespace harness {

/// Thrown where a measurement notices the signal.
struct Interrupted : std::runtime_error {
  Interrupted() : std::runtime_error("interrupted") {}
};

/// From now on SIGINT and SIGTERM only set a flag; a second one ends the program at once.
void watch_for_interrupts();

/// Whether one came. Any thread; costs a load.
bool interrupted();

}  // namespace harness
