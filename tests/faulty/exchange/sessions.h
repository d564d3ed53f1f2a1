#pragma once
// What the faulty contestants of `exchange` share: a correct server, a thread per connection, whose sessions a fault stands before.

#include <functional>
#include <memory>

#include "workloads/registry.h"

namespace faulty {

/// Given a session and the step that it asks for, gives the step that is taken.
using Divert = std::function<workloads::Step(workloads::ExchangeSession&, workloads::Step)>;

/// Serves until told to stop; a connection has a Divert of its own.
void serve(const workloads::ExchangeService& service, const std::function<Divert()>& fault);

}  // namespace faulty
