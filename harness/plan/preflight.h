#pragma once
// Limits of the machine that a plan would hit, found before anything starts.

#include "harness/plan/plan.h"

namespace harness {

/// Raises the soft limit of descriptors to the hard one: ours to use, and no one else's business.
void raise_descriptor_limit();

/// Throws CannotMeasure, naming the case, the flag and the limit with its fix, if a case needs more descriptors in the generator or in
/// a server, more local ports, or more threads than this machine allows.
void check_limits(const Plan& plan);

}  // namespace harness
