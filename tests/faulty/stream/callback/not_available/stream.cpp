// Not available on any machine: it must be shown so, with its reason, and never be started.
#include <cstdlib>

#include "../../loop.h"

namespace {

void serve(const workloads::StreamService&) { std::abort(); }

std::string unavailable() { return "no machine has what it needs"; }

}  // namespace

FIVEWAYS_STREAM(serve, .unavailable = unavailable);
