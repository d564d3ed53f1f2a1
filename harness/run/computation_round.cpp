// Rounds of computations.
#include "harness/errors.h"
#include "harness/run/round.h"

namespace harness {

std::vector<nlohmann::json> measure_computations(const RoundOptions&) { throw CannotMeasure("computations: being merged"); }

}  // namespace harness
