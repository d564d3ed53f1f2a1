// Faulty on purpose: a correct server until it runs out of descriptors; then it polls without end.
#include "../../loop.h"

namespace {

void serve(const workloads::StreamService& service) { faulty::serve(service, {}); }

}  // namespace

FIVEWAYS_STREAM(serve, .remark = "faulty: spins when it is out of descriptors");
