// Faulty on purpose: a correct server that does not stop when it is told to.
#include "../../loop.h"

namespace {

void serve(const workloads::StreamService& service) { faulty::serve(service, {.heeds_stop = false}); }

}  // namespace

FIVEWAYS_STREAM(serve, .remark = "faulty: ignores the stop pipe");
