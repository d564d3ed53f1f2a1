#pragma once
// One question to an upstream server, and filling one with what a workload reads.

#include <string>

#include "workloads/shapes/exchange.h"

namespace harness {

/// Sends a request on a connection of its own and waits for one whole reply. Throws CannotMeasure if there is none within 10 s.
std::string ask_upstream(const std::string& address, workloads::Bytes request, workloads::Framing framing);

/// Tells the server what sessions of this workload read. Nothing if they read nothing. Throws as above.
void fill_upstream(const std::string& address, const workloads::ExchangeWorkload& workload);

}  // namespace harness
